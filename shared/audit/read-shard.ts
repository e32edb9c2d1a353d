import { NotFoundError } from '../errors.ts'
import type { AuditRef, PartName } from '../model/audit.ts'
import { AuditPlan, ShardProgress } from '../model/audit.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { auditPlanKey, auditShardKey } from '../vault/audit-layout.ts'
import { findDocument, putDocument, readDocument } from '../vault/stored-documents.ts'
import type { AuditPorts } from './audit-ports.ts'
import { addSeen } from './encryption-seen.ts'
import type { PartRead, Until } from './read-blobs.ts'
import { readBlobs } from './read-blobs.ts'
import type { ManifestsRead } from './read-manifests.ts'
import { readManifests } from './read-manifests.ts'

export type ShardPorts = Pick<AuditPorts, 'vault' | 'store' | 'clock' | 'log' | 'sight'>

/** One shard of one audit. */
export interface ShardRef {
  readonly audit: AuditRef
  readonly shard: number
}

const NO_BLOBS: PartRead = { after: '', blobs: 0, bytes: 0, damaged: [] }
const NO_MANIFESTS: ManifestsRead = { after: '', done: false, count: 0, damaged: [] }
const NOTHING: ShardProgress = { format: FORMAT_VERSION, parts: {}, encryption: [] }

/**
 * Reads and hashes the blobs of one shard's parts, part after part, and then looks at their manifests. What was done is
 * written down after each part and when time is up, and the next call goes on from there.
 *
 * @returns whether all is done
 * @throws HoldfastError when the vault cannot be read or written
 */
export async function readShard(
  ports: ShardPorts,
  ref: ShardRef,
  limit: Until,
): Promise<{ readonly done: boolean }> {
  const parts = await partsOf(ports, ref)
  let progress = (await findProgress(ports, ref)) ?? NOTHING
  for (const part of parts) {
    if (part in progress.parts) continue
    progress = await readPart(ports, progress, part, limit)
    progress = await keepProgress(ports, ref, progress)
    if (progress.current !== undefined) return { done: false }
  }
  const read = progress.manifests ?? NO_MANIFESTS
  if (!read.done) {
    const manifests = await readManifests(ports, parts, read, limit)
    progress = await keepProgress(ports, ref, { ...progress, manifests: writable(manifests) })
  }
  ports.log.info('shard of an audit', { shard: ref.shard, done: progress.manifests?.done })
  return { done: progress.manifests?.done === true }
}

/** How far a shard is; `undefined` before it began. @throws ManifestInvalidError */
export async function findProgress(
  { store }: Pick<ShardPorts, 'store'>,
  { audit, shard }: ShardRef,
): Promise<ShardProgress | undefined> {
  return await findDocument(store, ShardProgress, auditShardKey(audit, shard))
}

async function readPart(
  ports: ShardPorts,
  progress: ShardProgress,
  part: PartName,
  limit: Until,
): Promise<ShardProgress> {
  const { current, ...rest } = progress
  const { part: begun, ...left } = current ?? { part: undefined, ...NO_BLOBS }
  const { read, done } = await readBlobs(ports, part, begun === part ? left : NO_BLOBS, limit)
  const { after, ...result } = writable(read)
  if (!done) return { ...rest, current: { part, after: after === '' ? '0'.repeat(64) : after, ...result } }
  const readAt = ports.clock.now().toISOString()
  return { ...rest, parts: { ...rest.parts, [part]: { readAt, ...result } } }
}

/** Adds how what was read is encrypted, and writes all down. */
async function keepProgress(
  { store, sight }: ShardPorts,
  { audit, shard }: ShardRef,
  progress: ShardProgress,
): Promise<ShardProgress> {
  const kept = { ...progress, encryption: addSeen(progress.encryption, sight?.take() ?? []) }
  await putDocument(store, ShardProgress, kept, auditShardKey(audit, shard))
  return kept
}

async function partsOf({ store }: ShardPorts, { audit, shard }: ShardRef): Promise<readonly PartName[]> {
  const plan = await readDocument(store, AuditPlan, auditPlanKey(audit))
  const parts = plan.shards[shard]
  if (parts !== undefined) return parts
  throw new NotFoundError(`The audit ${audit.auditId} has no shard ${shard}`, { evidence: { shard } })
}

function writable<T extends Pick<PartRead, 'damaged'>>(read: T) {
  return { ...read, damaged: [...read.damaged] }
}
