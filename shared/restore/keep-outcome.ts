import { RestoreOutcome } from '../model/restore.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { outcomeKey } from '../vault/restore-layout.ts'
import { putDocument } from '../vault/stored-documents.ts'

/** Writes down how a restore stands. */
export async function keepOutcome(store: ObjectStore, outcome: RestoreOutcome): Promise<RestoreOutcome> {
  await putDocument(store, RestoreOutcome, outcome, outcomeKey(outcome.restoreId))
  return outcome
}
