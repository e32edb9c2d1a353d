import pLimit from 'p-limit'
import type { DeletedFunction, Fleet } from '../shared/map/fleet.ts'
import { EDGE_REGION, EDGE_ZONE } from '../shared/model/edge.ts'
import type { Manifest, Pointer, RecoveryPoint } from '../shared/model/manifest.ts'
import { isPointOf } from '../shared/model/manifest.ts'
import type { ResourceKind } from '../shared/model/resource.ts'
import type { Vault } from '../shared/ports/vault.ts'
import { walkPoints } from './find-point.ts'

/** Manifests that are read at the same time. */
const READERS = 16

/** What has triggers, or tells of some. */
const KINDS: ReadonlySet<ResourceKind> = new Set(['function', 'distribution', 'cloudfront-function'])

/** The zones whose points tell of each other: Lambda@Edge functions live in one, what runs them in the other. */
const EDGE_ZONES = [EDGE_REGION, EDGE_ZONE]

/**
 * Reads the newest point of every function and distribution; of a deleted one, the last that it had.
 *
 * @param zone only there; of the edge and of the region of its functions both are read
 * @throws ManifestInvalidError
 */
export async function readFleet(vault: Vault, zone: string | undefined): Promise<Fleet> {
  const zones = zone !== undefined && EDGE_ZONES.includes(zone) ? EDGE_ZONES : [zone]
  const pointers: Pointer[] = []
  for (const one of zones) {
    const listed = vault.listLatest(one === undefined ? {} : { zone: one })
    pointers.push(...(await Array.fromAsync(listed)).filter(({ resource }) => KINDS.has(resource.kind)))
  }
  const manifests = await pLimit(READERS).map(pointers, ({ manifest }) => vault.readManifest(manifest))
  const tombstones = manifests.filter(({ type }) => type === 'tombstone')
  return {
    points: manifests.filter((one): one is RecoveryPoint => one.type === 'point'),
    deleted: await pLimit(READERS).map(tombstones, (one) => readDeleted(vault, one)),
  }
}

/** The newest points of the distributions of an account. */
export async function readDistributions(vault: Vault, account: string): Promise<readonly RecoveryPoint[]> {
  const listed = await Array.fromAsync(vault.listResources({ account, zone: EDGE_ZONE }))
  const distributions = listed.filter(({ kind }) => kind === 'distribution')
  const found = await pLimit(READERS).map(distributions, async (resource) => {
    const newest = await vault.latest(resource)
    return newest === undefined ? [] : [await vault.readManifest(newest.pointer.manifest)]
  })
  return found.flat().filter((one): one is RecoveryPoint => one.type === 'point')
}

async function readDeleted(vault: Vault, tombstone: Manifest): Promise<DeletedFunction> {
  const [last] = await walkPoints(vault, tombstone, 1)
  const { resource, takenAt: noticedAt } = tombstone
  const isFunction = last !== undefined && isPointOf('function', last)
  return { resource, noticedAt, last: isFunction ? last : undefined }
}
