import { ServiceFaultError } from '../errors.ts'
import type { RestoreId, RestoreOutcome } from '../model/restore.ts'
import { applyRestore } from '../restore/apply-restore.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { RestorePorts } from '../restore/restore-ports.ts'
import { tellBegun } from './tell-begun.ts'

export interface ApplyPorts extends RestorePorts {
  readonly alerts: AlertDesk
}

/**
 * Creates what a restore creates, from where it stands, until its time is nearly up. People hear that it begins.
 *
 * @param until no step is begun after it
 * @throws ServiceFaultError when nothing but faults that pass stopped it: the state machine tries again, later and
 *   later, and the journal makes that safe
 * @throws as applyRestore
 */
export async function applySteps(
  ports: ApplyPorts,
  restoreId: RestoreId,
  until: Date,
): Promise<Pick<RestoreOutcome, 'state'>> {
  await tellBegun(ports, restoreId)
  const { state, failures } = await applyRestore(ports, restoreId, { phase: 'create', until })
  if (state !== 'failed' || !failures.every(({ failure }) => failure.retryable)) return { state }
  const [first] = failures
  throw new ServiceFaultError(
    `Steps of ${restoreId} failed for what may pass, the first with ${first?.failure.error}.`,
    { evidence: { restoreId, step: first?.step, failures: failures.length } },
  )
}
