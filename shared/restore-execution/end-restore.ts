import type { EndedRestore } from '../alerts/messages/restore-ended.ts'
import { restoreEnded } from '../alerts/messages/restore-ended.ts'
import type { RestoreId } from '../model/restore.ts'
import { RestoreOutcome, RestorePlan, Verification } from '../model/restore.ts'
import type { Failure } from '../model/run.ts'
import { keepEnd } from '../restore/keep-end.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import { outcomeKey, restorePlanKey, verificationKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { ReportEvent } from './requests.ts'
import { restoreIdOf } from './restore-id.ts'

export interface EndPorts {
  readonly store: ObjectStore
  readonly log: Log
  readonly metrics: Metrics
  readonly clock: Clock
  readonly account: string
  readonly alerts: AlertDesk
}

/**
 * Ends the execution of a restore: people are told how it stands, and that they were is written down. It is done only when
 * everything was read back after it was made live, and nothing differed.
 *
 * @throws HoldfastError when nobody could be told, or it could not be written down
 */
export async function endRestore(
  ports: EndPorts,
  { failure, ...execution }: ReportEvent,
): Promise<Pick<EndedRestore, 'state'>> {
  const { account, store, clock, log, metrics } = ports
  const ended = { ...(await read(store, restoreIdOf(execution), failure)), execution: execution.execution }
  const { restoreId, state } = ended
  log.info('restore ended', { restoreId, state, failure: failure?.error })
  metrics.add(state === 'restored' ? 'RestoresSucceeded' : 'RestoresFailed', 'Count', 1)
  const at = clock.now().toISOString()
  await ports.alerts.tell([restoreEnded(ended, { account, vaultUrl: store.url, at })])
  if (ended.plan !== undefined) await keepEnd(ports, restoreId, state)
  return { state }
}

async function read(
  store: ObjectStore,
  restoreId: RestoreId,
  failure: Failure | undefined,
): Promise<Omit<EndedRestore, 'execution'>> {
  const plan = await findDocument(store, RestorePlan, restorePlanKey(restoreId))
  const outcome = await findDocument(store, RestoreOutcome, outcomeKey(restoreId))
  const live = await findDocument(store, Verification, verificationKey(restoreId, 'enable'))
  const verification = live ?? (await findDocument(store, Verification, verificationKey(restoreId, 'create')))
  const state = failure === undefined ? endOf(outcome) : 'failed'
  return { restoreId, state, plan, outcome, verification, failure }
}

/** Anything but a verdict means that it did not come to its end. */
function endOf(outcome: RestoreOutcome | undefined): EndedRestore['state'] {
  return outcome?.state === 'restored' || outcome?.state === 'unclean' ? outcome.state : 'failed'
}
