import { ExpiryRecord, HoldRecord } from '../model/retention.ts'
import type { ObjectStat, ObjectStore, RetentionStore } from '../ports/object-store.ts'
import { parseManifestKey } from '../vault/layout.ts'
import { readLatest } from '../vault/pointers.ts'
import { EXPIRED_PREFIX, holdKey, isExpiryRecordKey } from '../vault/retention-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { ManifestPlace } from './manifest-places.ts'
import { EXPIRED, POINTS, listManifests } from './manifest-places.ts'
import { mergeJoin } from './merge-join.ts'

/** Keys that are looked up in the records at a time: bounds memory, and how often the records are read. */
const BATCH = 5000

export interface PruneCopyPorts {
  readonly from: ObjectStore
  readonly to: RetentionStore
  /**
   * Whether an object of the copy is locked. In a bucket that keeps versions a deletion of what is locked is not refused:
   * it hides it.
   */
  readonly isLocked: (key: string) => Promise<boolean>
}

/** What pruning came to. */
export interface PrunedCopy {
  /** Manifests that were removed. */
  readonly removed: number
  /** Those that would have been, were they not locked. */
  readonly locked: number
}

/**
 * Removes the manifests from a copy that retention took from the vault: those that the vault lacks *and* of which one of
 * its records says that they expired. What it merely lacks stays: a vault that was emptied empties no copy. So do the
 * newest point of each resource, what is held in the copy, and what is locked there. Call it after a complete copy only.
 */
export async function pruneCopy(ports: PruneCopyPorts): Promise<PrunedCopy> {
  const pruned = { removed: 0, locked: 0 }
  for (const place of [POINTS, EXPIRED]) {
    let batch: ObjectStat[] = []
    for await (const stat of onlyInCopy(ports, place)) {
      batch.push(stat)
      if (batch.length < BATCH) continue
      await pruneBatch(ports, { place, batch, pruned })
      batch = []
    }
    await pruneBatch(ports, { place, batch, pruned })
  }
  return pruned
}

async function* onlyInCopy({ from, to }: PruneCopyPorts, place: ManifestPlace): AsyncIterable<ObjectStat> {
  for await (const pair of mergeJoin(listManifests(from, place), listManifests(to, place))) {
    if (pair.from === undefined && pair.to !== undefined) yield pair.to
  }
}

interface Batch {
  readonly place: ManifestPlace
  readonly batch: readonly ObjectStat[]
  /** Counts on. */
  readonly pruned: { -readonly [Count in keyof PrunedCopy]: number }
}

async function pruneBatch(ports: PruneCopyPorts, { place, batch, pruned }: Batch): Promise<void> {
  if (batch.length === 0) return
  const manifests = new Map(batch.map((stat) => [place.manifestOf(stat.key) ?? '', stat]))
  for await (const manifest of expiredIn(ports.from)) {
    const stat = manifests.get(manifest)
    manifests.delete(manifest)
    if (stat === undefined || (await isNeeded(ports.to, manifest, stat))) continue
    if (await ports.isLocked(stat.key)) {
      pruned.locked += 1
      continue
    }
    await ports.to.remove(stat.key, stat.version)
    pruned.removed += 1
  }
}

/** Whether the copy itself has a reason to keep it. What was moved aside has none of its own. */
async function isNeeded(to: ObjectStore, manifest: string, { key }: ObjectStat): Promise<boolean> {
  if (key !== manifest) return false
  const hold = await findDocument(to, HoldRecord, holdKey(manifest))
  if (hold?.changes.at(-1)?.change === 'held') return true
  const resource = parseManifestKey(manifest)?.resource
  const newest = resource && (await readLatest(to, resource))
  return newest?.pointer.manifest === manifest
}

/** Every manifest that a record says was expired, one record at a time. */
async function* expiredIn(store: ObjectStore): AsyncIterable<string> {
  for await (const { key } of store.list(EXPIRED_PREFIX)) {
    const record = isExpiryRecordKey(key) ? await findDocument(store, ExpiryRecord, key) : undefined
    for (const { manifest } of record?.expired ?? []) yield manifest
  }
}
