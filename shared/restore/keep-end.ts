import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RestoreId } from '../model/restore.ts'
import { RestoreEnd } from '../model/restore.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { parseStepKey, restoreEndKey, stepsPrefix } from '../vault/restore-layout.ts'
import { putDocument } from '../vault/stored-documents.ts'

interface EndPorts {
  readonly store: ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

/** Writes down that people know how a restore ended: of one that has no such record an audit tells them. */
export async function keepEnd(
  { store, clock }: EndPorts,
  restoreId: RestoreId,
  state: RestoreEnd['state'],
): Promise<void> {
  const keys = await Array.fromAsync(store.list(stepsPrefix(restoreId)))
  const records = keys.filter(({ key }) => parseStepKey(key) !== undefined).length
  const at = clock.now().toISOString()
  const end = { format: FORMAT_VERSION, restoreId, state, at, records } satisfies RestoreEnd
  await putDocument(store, RestoreEnd, end, restoreEndKey(restoreId))
}
