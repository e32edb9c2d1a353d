import type { OutcomeLine, RunRef } from '../model/run.ts'
import { OutcomeLine as OutcomeLineSchema } from '../model/run.ts'
import type { WorkItem } from '../model/work.ts'
import { ShardInventory, itemKey } from '../model/work.ts'
import { NotFoundError } from '../errors.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { decodeJsonLines } from '../report/json-lines.ts'
import { writeOutcomes } from '../report/store.ts'
import { outcomesKey, shardInventoryKey } from '../vault/run-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'

/** What a shard has done so far. */
export interface ShardRecord {
  /** Keys of the items that have an outcome. */
  readonly settled: Set<string>
  readonly lines: OutcomeLine[]
  readonly inventory: ShardInventory
}

interface Place {
  readonly run: RunRef
  readonly zone: string
  readonly shard: number
}

/** What earlier invocations of this shard did; nothing at the first. @throws ManifestInvalidError */
export async function loadShardRecord(store: ObjectStore, { run, zone, shard }: Place): Promise<ShardRecord> {
  const lines = await loadLines(store, outcomesKey(run, zone, shard))
  const inventory = await findDocument(store, ShardInventory, shardInventoryKey(run, zone, shard))
  return { settled: new Set(lines.flatMap(settledKey)), lines, inventory: inventory ?? {} }
}

/**
 * Writes what was done. Outcomes first: if the process dies between the two, a function is missing in the inventory
 * and is read once more than needed.
 */
export async function saveShardRecord(
  store: ObjectStore,
  { run, zone, shard }: Place,
  { lines, inventory }: ShardRecord,
): Promise<void> {
  await writeOutcomes(store, { ...run, zone, shard }, lines)
  await putDocument(store, ShardInventory, inventory, shardInventoryKey(run, zone, shard))
}

async function loadLines(store: ObjectStore, key: string): Promise<OutcomeLine[]> {
  try {
    return await Array.fromAsync(decodeJsonLines(OutcomeLineSchema, await store.read(key), key))
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}

/** What an outcome is about. A failure is one, too: the next run tries again, this one would never end. */
function settledKey(line: OutcomeLine): string[] {
  if (line.type === 'shard-end' || line.type === 'ignored') return []
  const { kind, name } = line.resource satisfies Pick<WorkItem, 'kind' | 'name'>
  return [itemKey({ kind, name })]
}
