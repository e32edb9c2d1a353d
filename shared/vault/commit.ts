import { PreconditionFailedError } from '../errors.ts'
import type { Pointer, RecoveryPoint, Tombstone } from '../model/manifest.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { PointerState, Vault } from '../ports/vault.ts'
import { pointId } from './point-id.ts'

/** A recovery point before it has its place in the chain. Every blob that it names is in the vault. */
export type PreparedPoint = Prepared<RecoveryPoint>

/** Of each kind of point by itself, so that a kind keeps its content. */
type Prepared<Point> = Point extends unknown ? Omit<Point, 'type' | 'format' | 'id' | 'previous'> : never

/** A tombstone before it has its place in the chain. */
export type PreparedTombstone = Omit<Tombstone, 'type' | 'format' | 'id' | 'previous'>

/** `captured`: a new manifest stands, and the pointer names it. `unchanged`: the newest one says the same. */
export interface CommitResult {
  readonly state: 'captured' | 'unchanged'
  /** Key of the newest manifest. */
  readonly manifest: string
  readonly id: string
}

type PointerVault = Pick<Vault, 'putManifest' | 'latest' | 'moveLatest'>

/**
 * Makes a recovery point the newest of its resource: manifest first, then pointer, on the condition that the
 * pointer did not move.
 *
 * @param expected the pointer as it was *before the resource was read*: a state read later could be newer than
 *   what was read of the resource, and an old content would be put on top of a new one
 * @throws PreconditionFailedError when another writer put a different content first: read the resource again
 */
export async function commitPoint(
  vault: PointerVault,
  point: PreparedPoint,
  expected: PointerState | undefined,
): Promise<CommitResult> {
  if (saysTheSame(expected, point.fingerprint)) return unchanged(expected.pointer)
  const link = linkTo(expected, { resource: point.resource, fingerprint: point.fingerprint })
  return await commit(vault, { type: 'point', ...link, ...point }, expected)
}

/**
 * Records that a resource was deleted; its recovery points stay. Conditions and errors as for `commitPoint`.
 */
export async function commitTombstone(
  vault: PointerVault,
  tombstone: PreparedTombstone,
  expected: PointerState | undefined,
): Promise<CommitResult> {
  if (saysTheSame(expected, null)) return unchanged(expected.pointer)
  const link = linkTo(expected, { resource: tombstone.resource, fingerprint: null })
  return await commit(vault, { type: 'tombstone', ...link, ...tombstone }, expected)
}

async function commit(
  vault: PointerVault,
  manifest: RecoveryPoint | Tombstone,
  expected: PointerState | undefined,
): Promise<CommitResult> {
  const { key } = await vault.putManifest(manifest)
  try {
    await vault.moveLatest(pointerTo(manifest, key), expected?.version)
    return { state: 'captured', manifest: key, id: manifest.id }
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
    const winner = await vault.latest(manifest.resource)
    if (saysTheSame(winner, fingerprintOf(manifest))) return unchanged(winner.pointer)
    throw error
  }
}

function linkTo(expected: PointerState | undefined, identity: Pick<Pointer, 'resource' | 'fingerprint'>) {
  const previous = expected?.pointer.manifest ?? null
  return { format: FORMAT_VERSION, id: pointId({ ...identity, previous }), previous } as const
}

function pointerTo(manifest: RecoveryPoint | Tombstone, key: string): Pointer {
  const { format, resource, type, id, takenAt } = manifest
  return { format, resource, type, id, manifest: key, takenAt, fingerprint: fingerprintOf(manifest) }
}

function fingerprintOf(manifest: RecoveryPoint | Tombstone): string | null {
  return manifest.type === 'point' ? manifest.fingerprint : null
}

function saysTheSame(state: PointerState | undefined, fingerprint: string | null): state is PointerState {
  return state?.pointer.fingerprint === fingerprint
}

function unchanged({ manifest, id }: Pointer): CommitResult {
  return { state: 'unchanged', manifest, id }
}
