import { restoreBegun } from '../alerts/messages/restore-begun.ts'
import type { RestoreId } from '../model/restore.ts'
import { RestorePlan } from '../model/restore.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { RestorePorts } from '../restore/restore-ports.ts'
import { restorePlanKey } from '../vault/restore-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'

export interface TellBegunPorts extends Pick<RestorePorts, 'store' | 'clock' | 'log' | 'account'> {
  readonly alerts: AlertDesk
}

/**
 * Tells people that a restore begins, once however often its step is entered. Nobody waits for a restore because people
 * could not be told that it begins: how it ended they are told as well.
 */
export async function tellBegun(ports: TellBegunPorts, restoreId: RestoreId): Promise<void> {
  const { store, clock, log, account, alerts } = ports
  try {
    const plan = await readDocument(store, RestorePlan, restorePlanKey(restoreId))
    await alerts.tell([restoreBegun(plan, { account, vaultUrl: store.url, at: clock.now().toISOString() })])
  } catch (error) {
    log.error('that a restore begins could not be told', { restoreId, error })
  }
}
