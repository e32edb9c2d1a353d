import pLimit from 'p-limit'
import { ManifestInvalidError } from '../errors.ts'
import { AlertRecord } from '../model/alert-record.ts'
import type { AlertKind } from '../model/alert.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Log } from '../ports/runtime.ts'
import { knownPrefix } from '../vault/alert-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'

/** Records read side by side. */
const TOGETHER = 32

/**
 * Keys of the problems of one kind that people know of and that have not ended. Costs a read for each that lasts, and for
 * each that ended lately: retention removes records of what ended long ago.
 *
 * @param before only what was written before this; the others may be news of somebody who is at work at the same time
 * @throws HoldfastError when the vault cannot be read
 */
export async function openProblems(
  { store, log }: { readonly store: Pick<ObjectStore, 'list' | 'load'>; readonly log: Pick<Log, 'warn'> },
  kind: AlertKind,
  before: Date,
): Promise<readonly string[]> {
  const places: string[] = []
  for await (const { key, modifiedAt } of store.list(knownPrefix(kind)))
    if (modifiedAt < before) places.push(key)
  const found = await pLimit(TOGETHER).map(places, async (place) => {
    try {
      const record = await findDocument(store, AlertRecord, place)
      return record?.state === 'begun' ? [record.key] : []
    } catch (error) {
      if (!(error instanceof ManifestInvalidError)) throw error
      log.warn('what people know of a problem cannot be read: its end is not told', { record: place, error })
      return []
    }
  })
  return found.flat()
}
