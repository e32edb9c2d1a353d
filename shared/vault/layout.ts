import { createHash } from 'node:crypto'
import type { PointId } from '../model/manifest.ts'
import { Instant, Sha256 } from '../model/manifest.ts'
import { ResourceRef, kindsIn, resourcePath } from '../model/resource.ts'

/** Key of the record that says which format the vault is in. */
export const VAULT_KEY = 'vault.json'
export const BLOBS_PREFIX = 'blobs/'
export const POINTS_PREFIX = 'points/'
export const LATEST_PREFIX = 'latest/'
export const INVENTORIES_PREFIX = 'inventories/'
export const SOURCES_PREFIX = 'sources/'

/** Folders of the format where no point stands that counts: runs, restores, tests, retention and copies write there. */
export const RESERVED_PREFIXES = [
  'runs/',
  'restores/',
  'tests/',
  'audits/',
  'activity/',
  'alerts/',
  'expired/',
  'holds/',
  'sweeps/',
  'retention/',
  'copies/',
]

/** What a manifest's key alone tells. */
export interface ManifestPlace {
  readonly resource: ResourceRef
  readonly id: PointId
  /** To the second. */
  readonly takenAt: Date
}

/** Which resources; every member narrows. */
export interface PlaceFilter {
  readonly account?: string
  readonly zone?: string
  readonly name?: string
}

/** `blobs/sha256/<first 2 hexadecimal digits>/<all 64>`. */
export function blobKey(sha256: Sha256): string {
  return `${BLOBS_PREFIX}sha256/${sha256.slice(0, 2)}/${sha256}`
}

/** The SHA-256 that a key under `blobs/` names; `undefined` when it is no blob's key. */
export function parseBlobKey(key: string): Sha256 | undefined {
  const sha256 = key.slice(key.lastIndexOf('/') + 1)
  return Sha256.safeParse(sha256).success && blobKey(sha256) === key ? sha256 : undefined
}

/** `points/<account>/<zone>/<kind>/<name, URI-encoded>/<YYYYMMDDTHHMMSSZ>-<id>.json`. */
export function manifestKey(place: ManifestPlace): string {
  return `${pointsPrefix(place.resource)}${compactTime(place.takenAt)}-${place.id}.json`
}

/** `points/<account>/<zone>/<kind>/<name, URI-encoded>/`: where all manifests of one resource stand. */
export function pointsPrefix(resource: ResourceRef): string {
  return `${POINTS_PREFIX}${resourcePath(resource)}/`
}

/** What a key under `points/` says; `undefined` when it is no manifest's key. */
export function parseManifestKey(key: string): ManifestPlace | undefined {
  const match = /^points\/(.+)\/(\d{8}T\d{6}Z)-([0-9a-f]{16})\.json$/.exec(key)
  if (match === null) return undefined
  const [, path = '', time = '', id = ''] = match
  const resource = parseResourcePath(path)
  const takenAt = parseCompactTime(time)
  if (resource === undefined || takenAt === undefined) return undefined
  const place = { resource, takenAt, id }
  return manifestKey(place) === key ? place : undefined
}

/** `latest/<account>/<zone>/<kind>/<name, URI-encoded>.json`. */
export function latestKey(resource: ResourceRef): string {
  return `${LATEST_PREFIX}${resourcePath(resource)}.json`
}

/** The resource that a key under `latest/` belongs to; `undefined` when it is no pointer's key. */
export function parseLatestKey(key: string): ResourceRef | undefined {
  const match = /^latest\/(.+)\.json$/.exec(key)
  const resource = parseResourcePath(match?.[1] ?? '')
  return resource !== undefined && latestKey(resource) === key ? resource : undefined
}

/** `inventories/<account>/<zone>.json`. */
export function inventoryKey(account: string, zone: string): string {
  return `${INVENTORIES_PREFIX}${account}/${zone}.json`
}

/** The prefix under which the inventories of one account lie. */
export function inventoryPrefix(account: string): string {
  return `${INVENTORIES_PREFIX}${account}/`
}

/** The zone that an inventory's key names; `undefined` when it is no inventory's key. */
export function parseInventoryKey(key: string): string | undefined {
  return isInventoryKey(key) ? key.slice(key.lastIndexOf('/') + 1, -'.json'.length) : undefined
}

/** Whether a key is that of an inventory. */
export function isInventoryKey(key: string): boolean {
  return /^inventories\/\d{12}\/[a-z0-9-]+\.json$/.test(key)
}

/** `sources/<account>/<first 32 hexadecimal digits of the SHA-256 of the source's ARN>/`. */
export function sourcePrefix(account: string, sourceArn: string): string {
  const digest = createHash('sha256').update(sourceArn, 'utf8').digest('hex').slice(0, 32)
  return `${SOURCES_PREFIX}${account}/${digest}/`
}

/** `sources/<account>/<source>/<zone>/<name of the function, URI-encoded>.json`. */
export function sourceKey({ account, zone, name }: ResourceRef, sourceArn: string): string {
  return `${sourcePrefix(account, sourceArn)}${zone}/${encodeURIComponent(name)}.json`
}

/** The function that a key under `sources/` names; `undefined` when it is no such key. */
export function parseSourceKey(key: string): ResourceRef | undefined {
  const match = /^sources\/(\d{12})\/[0-9a-f]{32}\/([a-z0-9-]+)\/([^/]+)\.json$/.exec(key)
  const [, account = '', zone = '', name = ''] = match ?? []
  const resource = parseResourcePath(`${account}/${zone}/function/${name}`)
  return resource !== undefined && encodeURIComponent(resource.name) === name ? resource : undefined
}

/** Whether a key lies where the format keeps what is no recovery point. */
export function isReservedKey(key: string): boolean {
  return RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix))
}

/** Whether the format knows what lies under this key. */
export function isFormatKey(key: string): boolean {
  const parsers = [parseBlobKey, parseManifestKey, parseLatestKey, parseSourceKey]
  if (key === VAULT_KEY || isInventoryKey(key) || isReservedKey(key)) return true
  return parsers.some((parse) => parse(key) !== undefined)
}

/** The fewest prefixes under which every manifest lies that `filter` asks for; others may lie there too. */
export function manifestPrefixes(filter: PlaceFilter): readonly string[] {
  const { account, zone, name } = filter
  if (account === undefined || zone === undefined || name === undefined)
    return [narrow(POINTS_PREFIX, filter)]
  return kindsIn(zone).map((kind) => pointsPrefix({ account, zone, kind, name }))
}

/** The longest prefix under which every pointer lies that `filter` asks for; others may lie there too. */
export function latestPrefix(filter: PlaceFilter): string {
  return narrow(LATEST_PREFIX, filter)
}

/** Whether a resource is what `filter` asks for. */
export function matchesFilter(resource: ResourceRef, filter: PlaceFilter): boolean {
  return (
    (filter.account === undefined || filter.account === resource.account) &&
    (filter.zone === undefined || filter.zone === resource.zone) &&
    (filter.name === undefined || filter.name === resource.name)
  )
}

/** `YYYYMMDDTHHMMSSZ`: an instant in UTC, cut to the second. */
export function compactTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** The instant that `YYYYMMDDTHHMMSSZ` says; `undefined` when it says none. */
export function parseCompactTime(time: string): Date | undefined {
  const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  return iso !== time && Instant.safeParse(iso).success ? new Date(iso) : undefined
}

function narrow(prefix: string, { account, zone }: PlaceFilter): string {
  if (account === undefined) return prefix
  return zone === undefined ? `${prefix}${account}/` : `${prefix}${account}/${zone}/`
}

function parseResourcePath(path: string): ResourceRef | undefined {
  const [account, zone, kind, name, ...rest] = path.split('/')
  if (name === undefined || rest.length > 0) return undefined
  return ResourceRef.safeParse({ account, zone, kind, name: decodeName(name) }).data
}

function decodeName(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
