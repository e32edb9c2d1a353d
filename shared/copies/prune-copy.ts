import { ExpiryRecord, HoldRecord } from '../model/retention.ts'
import type { ObjectStat, ObjectStore, RetentionStore } from '../ports/object-store.ts'
import { POINTS_PREFIX, parseManifestKey } from '../vault/layout.ts'
import { readLatest } from '../vault/pointers.ts'
import { EXPIRED_PREFIX, holdKey, isExpiryRecordKey, parseExpiredKey } from '../vault/retention-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import { mergeJoin } from './merge-join.ts'

/** Keys that are looked up in the records at a time: bounds memory, and how often the records are read. */
const BATCH = 5000

export interface PruneCopyPorts {
  readonly from: ObjectStore
  readonly to: RetentionStore
}

/** Where manifests stand that may be removed, and which manifest a key there is of. */
interface Place {
  readonly prefix: string
  readonly manifestOf: (key: string) => string | undefined
}

const PLACES: readonly Place[] = [
  {
    prefix: POINTS_PREFIX,
    manifestOf: (key) => (parseManifestKey(key) === undefined ? undefined : key),
  },
  { prefix: EXPIRED_PREFIX, manifestOf: (key) => parseExpiredKey(key)?.manifest },
]

/**
 * Removes the manifests from a copy that retention took from the vault: those that the vault lacks *and* of which one of
 * its records says that they expired. What it merely lacks stays: a vault that was emptied empties no copy. So do the
 * newest point of each resource, and what is held in the copy. Call it after a complete copy only.
 *
 * @returns how many were removed
 */
export async function pruneCopy(ports: PruneCopyPorts): Promise<number> {
  let removed = 0
  for (const place of PLACES) {
    let batch: ObjectStat[] = []
    for await (const stat of onlyInCopy(ports, place)) {
      batch.push(stat)
      if (batch.length < BATCH) continue
      removed += await pruneBatch(ports, place, batch)
      batch = []
    }
    removed += await pruneBatch(ports, place, batch)
  }
  return removed
}

async function* onlyInCopy({ from, to }: PruneCopyPorts, place: Place): AsyncIterable<ObjectStat> {
  for await (const pair of mergeJoin(listOf(from, place), listOf(to, place))) {
    if (pair.from === undefined && pair.to !== undefined) yield pair.to
  }
}

async function pruneBatch(
  ports: PruneCopyPorts,
  place: Place,
  batch: readonly ObjectStat[],
): Promise<number> {
  if (batch.length === 0) return 0
  const manifests = new Map(batch.map((stat) => [place.manifestOf(stat.key) ?? '', stat]))
  let removed = 0
  for await (const manifest of expiredIn(ports.from)) {
    const stat = manifests.get(manifest)
    manifests.delete(manifest)
    if (stat === undefined || (await isNeeded(ports.to, manifest, stat))) continue
    await ports.to.remove(stat.key, stat.version)
    removed += 1
  }
  return removed
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

async function* listOf(store: ObjectStore, { prefix, manifestOf }: Place): AsyncIterable<ObjectStat> {
  for await (const stat of store.list(prefix)) if (manifestOf(stat.key) !== undefined) yield stat
}
