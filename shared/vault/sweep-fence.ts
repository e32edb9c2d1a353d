import pLimit from 'p-limit'
import { PreconditionFailedError } from '../errors.ts'
import type { BlobRef, RecoveryPoint, Tombstone } from '../model/manifest.ts'
import { SweepMarks, SweepRecord } from '../model/retention.ts'
import type { ObjectLock, ObjectStore } from '../ports/object-store.ts'
import { hasBlob } from './blobs.ts'
import { putManifest } from './manifests.ts'
import { SWEEP_KEY, sweepMarksKey } from './retention-layout.ts'
import { findDocument, readDocument } from './stored-documents.ts'

/**
 * How much clocks may differ, in milliseconds. S3 refuses requests of clocks that are more than 15 minutes off, so two
 * that it serves are less than 30 apart.
 */
export const CLOCK_TOLERANCE = 60 * 60_000

/** Blobs looked for at the same time. */
const PARALLEL = 16

/**
 * Writes a manifest so that no sweep takes a blob from it. A writer and a sweep each write first and look second: the
 * writer its manifest, then the record of the sweep; the sweep its record, then the manifests. So at least one of them
 * sees the other: either the sweep spares the blob, or the writer is refused before any pointer names the manifest.
 *
 * A look that takes a sweep several calls changes nothing of that: its record says that it deletes from before the first
 * key was listed until the end, and shared/retention/look.ts says why no manifest slips through.
 *
 * The look before keeps a refused writer from leaving a manifest at all; only one that a sweep overtakes between its
 * look and its write, by more than the minute for which sweeps wait, leaves one that names what is gone.
 *
 * @throws PreconditionFailedError when a blob that it names was swept, or is being swept
 */
export async function putFencedManifest(
  store: ObjectStore,
  manifest: RecoveryPoint | Tombstone,
  lock?: ObjectLock,
): Promise<{ readonly key: string; readonly state: 'stored' | 'present' }> {
  if (manifest.type === 'tombstone' || manifest.blobs.length === 0)
    return await putManifest(store, manifest, lock)
  await refuseSwept(store, manifest)
  const put = await putManifest(store, manifest, lock)
  await refuseSwept(store, manifest)
  return put
}

/**
 * The look that comes before a manifest is written, and after it.
 *
 * @param point its blobs, and when its writer began to look which of them are there
 * @throws PreconditionFailedError as putFencedManifest
 */
export async function refuseSwept(
  store: ObjectStore,
  { blobs, takenAt }: Pick<RecoveryPoint, 'blobs' | 'takenAt'>,
): Promise<void> {
  const record = await findDocument(store, SweepRecord, SWEEP_KEY)
  if (record === undefined) return
  if (record.state === 'deleting') await refuseCandidates(store, record, blobs)
  if (mayHaveMissed(record, takenAt)) await refuseMissing(store, blobs)
}

/** While candidates are deleted nothing tells one that is gone from one that will be. */
async function refuseCandidates(
  store: ObjectStore,
  { sweepId }: SweepRecord,
  blobs: readonly BlobRef[],
): Promise<void> {
  const marks = await readDocument(store, SweepMarks, sweepMarksKey(sweepId))
  const marked = new Set(marks.candidates.map(({ sha256 }) => sha256))
  const doomed = blobs.find(({ sha256 }) => marked.has(sha256))
  if (doomed !== undefined) throw swept(doomed, 'is being swept')
}

/** The writer found its blobs after it began reading: if that was after the last deletion, nothing was taken since. */
function mayHaveMissed({ lastDeletedAt }: SweepRecord, takenAt: string): boolean {
  if (lastDeletedAt === null) return false
  return Date.parse(takenAt) < Date.parse(lastDeletedAt) + CLOCK_TOLERANCE
}

async function refuseMissing(store: ObjectStore, blobs: readonly BlobRef[]): Promise<void> {
  await pLimit(PARALLEL).map([...blobs], async (blob) => {
    if (!(await hasBlob(store, blob.sha256))) throw swept(blob, 'was swept')
  })
}

function swept({ sha256 }: BlobRef, what: string): PreconditionFailedError {
  return new PreconditionFailedError(`A blob that the recovery point names ${what}: ${sha256}`, {
    evidence: { sha256 },
  })
}
