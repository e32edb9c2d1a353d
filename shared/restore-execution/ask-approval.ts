import { restoreWaiting } from '../alerts/messages/restore-waiting.ts'
import { RestorePlan } from '../model/restore.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { approvalTokenKey, restorePlanKey } from '../vault/restore-layout.ts'
import { readDocument, replaceObject } from '../vault/stored-documents.ts'
import type { ApprovalEvent } from './requests.ts'

export interface ApprovalPorts {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly account: string
  readonly alerts: AlertDesk
}

/**
 * Tells people that a restore waits for one of them to agree. The alert goes to mailboxes and channels that many read,
 * and a token in it would be a yes in the hand of each; so the token goes into the vault, which only those can read
 * who may see everything that the restore would write, and the alert has the command that fetches it from there.
 *
 * @throws HoldfastError when nobody could be told
 */
export async function askApproval(ports: ApprovalPorts, event: ApprovalEvent): Promise<void> {
  const { restoreId, token, execution } = event
  const { account, clock } = ports
  const plan = await readDocument(ports.store, RestorePlan, restorePlanKey(restoreId))
  await replaceObject(ports.store, approvalTokenKey(restoreId), Buffer.from(token))
  const at = clock.now().toISOString()
  await ports.alerts.tell([restoreWaiting(plan, { vaultUrl: ports.store.url, account, execution, at })])
}
