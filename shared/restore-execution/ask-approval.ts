import { RestorePlan } from '../model/restore.ts'
import type { ObjectStore } from '../ports.ts'
import type { AlertText } from '../report/alert-text.ts'
import { approvalTokenKey, restorePlanKey } from '../vault/restore-layout.ts'
import { readDocument, replaceObject } from '../vault/stored-documents.ts'
import { approvalAlert } from './approval-alert.ts'
import type { ApprovalEvent } from './requests.ts'

export interface ApprovalPorts {
  readonly store: ObjectStore
  /** Tells people. @throws HoldfastError */
  readonly publish: (alert: AlertText) => Promise<void>
}

/**
 * Tells people that a restore waits for one of them to agree. The alert goes to mailboxes and channels that many read,
 * and a token in it would be a yes in the hand of each; so the token goes into the vault, which only those can read
 * who may see everything that the restore would write, and the alert has the command that fetches it from there.
 *
 * @throws HoldfastError when nobody could be told
 */
export async function askApproval(ports: ApprovalPorts, event: ApprovalEvent): Promise<void> {
  const { restoreId, token } = event
  const plan = await readDocument(ports.store, RestorePlan, restorePlanKey(restoreId))
  await replaceObject(ports.store, approvalTokenKey(restoreId), Buffer.from(token))
  await ports.publish(approvalAlert(plan, { vaultUrl: ports.store.url, execution: event.execution }))
}
