import type { Cause, Gap, Pointer, RecoveryPoint, Sha256 } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceKind, ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { Log } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import type { PreparedPoint } from '../vault/commit.ts'
import { commitPoint, commitTombstone } from '../vault/commit.ts'
import { isLeftOut, isTransient } from '../model/gaps.ts'
import { captureRule } from '../plans/capture-rule.ts'
import type { CaptureRule } from '../plans/capture-rule.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { subjectOf } from '../plans/subject.ts'
import { closedGaps } from './closed-gaps.ts'
import type { Before } from './newest-point.ts'
import { readLast } from './newest-point.ts'

/** Where a point goes. */
export interface PointPorts {
  readonly vault: Pick<Vault, 'putManifest' | 'confirmPoint' | 'latest' | 'moveLatest' | 'readManifest'>
  readonly log: Pick<Log, 'info' | 'warn'>
  /** By which a deletion is told with the plan of what was deleted. */
  readonly plans?: PlanFile
}

/** An outcome, and what a run's inventory needs to know of it. */
export interface Capture {
  readonly outcome: Outcome
  /** Of the newest recovery point; missing when there is none. */
  readonly fingerprint?: Sha256
  /** As in `CaptureRule`. */
  readonly plan?: CaptureRule['plan']
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
 * @param before the chain as it was before the resource was read
 * @throws PreconditionFailedError when another writer put a different content first
 */
export async function keepPoint(
  { vault, log }: Pick<PointPorts, 'vault' | 'log'>,
  point: PreparedPoint,
  { expected, newest }: Before,
  bytes: BlobBytes,
): Promise<Capture> {
  const { resource, fingerprint, gaps } = point
  const last = await newest()
  const { state, manifest, id } = await commitPoint(vault, point, expected)
  if (state === 'unchanged')
    return await keepUnchanged(vault, { resource, fingerprint, gaps }, { manifest, id })
  log.info('captured', { resource: resourcePath(resource), id, gaps: gaps.length, ...bytes })
  const over = closedGaps(last, gaps)
  const outcome = { type: state, resource, manifest, id, gaps: gaps.filter(isAmiss), ...over, ...bytes }
  return { outcome, fingerprint, isProvisional: gaps.some(isTransient) }
}

/** What was read, as far as an outcome tells of it. */
export interface ReadAgain {
  readonly resource: ResourceRef
  readonly fingerprint: Sha256
  readonly gaps: readonly Gap[]
}

/** Leaves the newest point as it is, which says everything that was read, its gaps included, and tells the vault so. */
export async function keepUnchanged(
  vault: Pick<Vault, 'confirmPoint'>,
  { resource, fingerprint, gaps }: ReadAgain,
  { manifest, id }: Pick<Pointer, 'manifest' | 'id'>,
): Promise<Capture> {
  await vault.confirmPoint(manifest)
  const same = { type: 'unchanged', resource, manifest, id } as const
  const amiss = gaps.filter(isAmiss)
  const outcome = amiss.length === 0 ? same : { ...same, gaps: amiss }
  return { outcome, fingerprint, isProvisional: gaps.some(isTransient) }
}

/** What is left out on purpose is in the manifest, and is nothing that an outcome tells of. */
function isAmiss(gap: Gap): boolean {
  return !isLeftOut(gap)
}

/**
 * Marks a resource as deleted; one that has no recovery point leaves nothing to mark.
 *
 * @throws PreconditionFailedError when another writer was faster
 */
export async function buryResource(
  ports: PointPorts,
  header: Header,
  { expected, newest }: Before,
): Promise<Capture> {
  const { vault, log, plans } = ports
  const { resource } = header
  if (expected === undefined) return { outcome: { type: 'deleted', resource }, isProvisional: false }
  const last = await newest()
  const { manifest, state } = await commitTombstone(vault, header, expected)
  const outcome = { type: 'deleted', resource, manifest, ...planOf(plans, last) } as const
  if (state === 'unchanged')
    return { outcome: { ...outcome, ...(await foundAgain(ports, manifest)) }, isProvisional: false }
  log.info('deleted', { resource: resourcePath(resource) })
  return { outcome: { ...outcome, ...closedGaps(last, []) }, isProvisional: false }
}

/**
 * What there is to say of a tombstone that was there already. Of one that a change made, that change tells. One that a person
 * made nobody tells of, nor one of a run that died before it told, which may be this one.
 */
async function foundAgain(
  ports: PointPorts,
  manifest: string,
): Promise<{ readonly known?: true; readonly plan?: string }> {
  const tombstone = await readLast(ports, manifest)
  if (tombstone?.cause.type === 'event') return { known: true }
  const previous = tombstone?.previous ?? undefined
  const last = previous === undefined ? undefined : await readLast(ports, previous)
  return planOf(ports.plans, last?.type === 'point' ? last : undefined)
}

function planOf(plans: PlanFile | undefined, last: RecoveryPoint | undefined): { readonly plan?: string } {
  if (plans === undefined || last === undefined) return {}
  return named(captureRule(plans, subjectOf(last)).plan)
}

/** A capture with the plan of the resource, in its outcome too. */
export function withPlan(capture: Capture, plan: CaptureRule['plan']): Capture {
  const { outcome } = capture
  if (outcome.type === 'failed' || outcome.type === 'ignored') return { ...capture, plan }
  return { ...capture, plan, outcome: { ...outcome, ...named(plan) } }
}

function named(plan: CaptureRule['plan']): { readonly plan?: string } {
  return typeof plan === 'string' ? { plan } : {}
}
