import type { Cause, Gap, Sha256 } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceKind, ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { Log, PointerState, Vault } from '../ports.ts'
import type { PreparedPoint } from '../vault/commit.ts'
import { commitPoint, commitTombstone } from '../vault/commit.ts'
import { isTransient } from '../model/gaps.ts'

/** Where a point goes. */
export interface PointPorts {
  readonly vault: Pick<Vault, 'putManifest' | 'latest' | 'moveLatest'>
  readonly log: Pick<Log, 'info'>
}

/** An outcome, and what a run's inventory needs to know of it. */
export interface Capture {
  readonly outcome: Outcome
  /** Of the newest recovery point; missing when there is none. */
  readonly fingerprint?: Sha256
  /** The resource is to be read again even if it does not change: a part was missing for the moment only. */
  readonly isProvisional: boolean
}

/** What stands at the head of a manifest. */
export interface Header<Kind extends ResourceKind = ResourceKind> {
  readonly resource: ResourceRef & { readonly kind: Kind }
  readonly takenAt: string
  readonly cause: Cause
  readonly writer: string
}

/** Bytes of blobs that a point names. */
export interface BlobBytes {
  readonly bytesStored: number
  readonly bytesDeduplicated: number
}

/**
 * Makes a prepared point the newest of its resource, unless the newest one says the same.
 *
 * @param expected the pointer as it was before the resource was read
 * @throws PreconditionFailedError when another writer put a different content first
 */
export async function keepPoint(
  { vault, log }: PointPorts,
  point: PreparedPoint,
  expected: PointerState | undefined,
  bytes: BlobBytes,
): Promise<Capture> {
  const { resource, fingerprint, gaps } = point
  const { state, manifest, id } = await commitPoint(vault, point, expected)
  if (state === 'unchanged') return unchangedCapture(resource, { manifest, id, fingerprint }, gaps)
  log.info('captured', { resource: resourcePath(resource), id, gaps: gaps.length, ...bytes })
  const outcome = { type: state, resource, manifest, id, gaps, ...bytes }
  return { outcome, fingerprint, isProvisional: gaps.some(isTransient) }
}

/** The newest point says everything that was read, its gaps included. */
export function unchangedCapture(
  resource: ResourceRef,
  {
    manifest,
    id,
    fingerprint,
  }: { readonly manifest: string; readonly id: string; readonly fingerprint: Sha256 },
  gaps: readonly Gap[],
): Capture {
  const same = { type: 'unchanged', resource, manifest, id } as const
  const outcome = gaps.length === 0 ? same : { ...same, gaps: [...gaps] }
  return { outcome, fingerprint, isProvisional: gaps.some(isTransient) }
}

/**
 * Marks a resource as deleted; one that has no recovery point leaves nothing to mark.
 *
 * @throws PreconditionFailedError when another writer was faster
 */
export async function buryResource(
  { vault, log }: PointPorts,
  header: Header,
  expected: PointerState | undefined,
): Promise<Capture> {
  const { resource } = header
  if (expected === undefined) return { outcome: { type: 'deleted', resource }, isProvisional: false }
  const { manifest, state } = await commitTombstone(vault, header, expected)
  if (state === 'captured') log.info('deleted', { resource: resourcePath(resource) })
  return { outcome: { type: 'deleted', resource, manifest }, isProvisional: false }
}
