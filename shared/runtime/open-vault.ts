import { fileURLToPath } from 'node:url'
import type { CallHooks } from '../aws/call-hooks.ts'
import { s3Locks } from '../aws/s3-locks.ts'
import type { S3Place, S3StoreWorld } from '../aws/s3-store.ts'
import { S3Store, createVaultClient } from '../aws/s3-store.ts'
import { SettingInvalidError } from '../errors.ts'
import { parseAccessPoint } from '../model/access-point.ts'
import { addressMistake } from '../model/vault-address.ts'
import type { ObjectLocks, ObjectStore, RetentionStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import { DirectoryStore } from '../vault/directory-store.ts'
import type { VaultWorld } from '../vault/gate.ts'
import { createVault } from '../vault/vault.ts'

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const NO_BUCKET = 'the name of a bucket has 3 to 63 small letters, digits, dots and hyphens'

type AccessPoint = NonNullable<ReturnType<typeof parseAccessPoint>>

/** What a store needs of the world. `hooks` sees every request to S3. */
export interface StoreWorld {
  readonly clock: Clock
  readonly hooks?: CallHooks
  /** The region of a bucket; without it every bucket is in the region of the SDK's default chain. */
  readonly findRegion?: (bucket: string) => Promise<string>
  readonly onRead?: S3StoreWorld['onRead']
  /** Whether buckets are reached over S3 Transfer Acceleration. */
  readonly accelerate?: boolean
  /** Opens a Multi-Region Access Point; without it they are refused. */
  readonly openAccessPoint?: (place: S3Place, world: Pick<StoreWorld, 'clock' | 'hooks'>) => RetentionStore
}

/** What a vault needs besides. */
export type OpenVaultWorld = StoreWorld & Omit<VaultWorld, 'store'>

/**
 * The vault at an address. Nothing is read or written before its first use.
 *
 * @param address `s3://bucket`, `s3://bucket/prefix`, `s3://` with the ARN of a Multi-Region Access Point, or
 *   `file:///directory`; region, endpoint and credentials of S3 come from the SDK's default chains
 * @throws SettingInvalidError when it is no such address
 */
export function openVault(address: string, world: OpenVaultWorld): Vault {
  return createVault({ ...world, store: openStore(address, world) })
}

/** The bare store at the address of a vault, for `verify`. Arguments and errors as for `openVault`. */
export function openStore(address: string, world: StoreWorld): ObjectStore {
  return openRetentionStore(address, world)
}

/** The same, for retention alone: with it things can be removed. */
export function openRetentionStore(address: string, world: StoreWorld): RetentionStore {
  const point = parseAccessPoint(address)
  if (point !== undefined) return openPoint(point, world)
  const url = URL.parse(address)
  if (url?.protocol === 's3:') return openBucket(s3Place(url), world)
  if (url?.protocol === 'file:') return new DirectoryStore(directoryOf(url), world.clock)
  throw invalid('it begins with neither')
}

/** The locks of the objects at the address of a vault; `undefined` for a directory, which has none. Errors as for `openVault`. */
export function openLocks(
  address: string,
  { hooks, findRegion }: Pick<StoreWorld, 'hooks' | 'findRegion'> = {},
): ObjectLocks | undefined {
  const url = URL.parse(address)
  if (url?.protocol !== 's3:') return undefined
  const place = s3Place(url)
  return s3Locks(createVaultClient(hooks, regionOf(place, findRegion)), place)
}

/** The bucket of a vault's address; `undefined` for a directory and for an access point. Errors as for `openVault`. */
export function bucketOf(address: string): string | undefined {
  const url = URL.parse(address)
  return url?.protocol === 's3:' ? s3Place(url).bucket : undefined
}

function openPoint({ arn, path }: AccessPoint, world: StoreWorld): RetentionStore {
  const { clock, hooks, openAccessPoint } = world
  if (openAccessPoint === undefined)
    throw invalid('a Multi-Region Access Point is for reading from a terminal')
  return openAccessPoint({ bucket: arn, prefix: prefixIn(path) }, { clock, ...(hooks && { hooks }) })
}

function openBucket(place: S3Place, world: StoreWorld): RetentionStore {
  const { clock, hooks, findRegion, onRead, accelerate = false } = world
  // Such a bucket has no name of its own at an edge location (S3 user guide, "Configuring fast, secure file transfers").
  if (accelerate && place.bucket.includes('.'))
    throw new SettingInvalidError(
      `Transfer Acceleration does not reach ${place.bucket}: it has dots in its name.`,
    )
  const client = createVaultClient(hooks, regionOf(place, findRegion), accelerate)
  return new S3Store({ client, clock, onRead }, place)
}

function regionOf({ bucket }: S3Place, findRegion: StoreWorld['findRegion']) {
  return findRegion && (async () => await findRegion(bucket))
}

function s3Place(url: URL): { bucket: string; prefix: string } {
  const { host, pathname, username, search, hash } = url
  if (!BUCKET.test(host)) throw invalid(NO_BUCKET)
  if (username !== '' || search !== '' || hash !== '')
    throw invalid('it holds more than a bucket and a prefix')
  return { bucket: host, prefix: prefixIn(pathname) }
}

function prefixIn(path: string): string {
  return decoded(() => decodeURIComponent(path)).replaceAll(/^\/+|\/+$/g, '')
}

function directoryOf(url: URL): string {
  if (url.host !== '') throw invalid('the whole path of a directory begins with a third slash')
  if (url.search !== '' || url.hash !== '') throw invalid('it holds more than a directory')
  const path = decoded(() => fileURLToPath(url)).replace(/\/+$/, '')
  if (path === '') throw invalid('it names no directory')
  return path
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch (cause) {
    throw invalid('it holds a % that is not followed by two hexadecimal digits of a name', cause)
  }
}

/** The address itself is not shown: somebody may have written credentials into it. */
function invalid(why: string, cause?: unknown): SettingInvalidError {
  return new SettingInvalidError(addressMistake('The address of a vault', why), { cause, evidence: { why } })
}
