import type { AlertDesk } from '../../shared/ports/alert-desk.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { completeRestore } from '../../shared/restore/complete-restore.ts'
import { applySteps } from '../../shared/restore-execution/apply-steps.ts'
import { askApproval } from '../../shared/restore-execution/ask-approval.ts'
import { beginRestore } from '../../shared/restore-execution/begin-restore.ts'
import { endRestore } from '../../shared/restore-execution/end-restore.ts'
import { ApprovalEvent, GoOnEvent, PlanEvent, ReportEvent } from '../../shared/restore-execution/requests.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { deskWithPeople } from './told.ts'
import type { PlayedMachine, Steps } from './play-machine.ts'
import { playMachine } from './play-machine.ts'

/** The token that Step Functions would make: a secret. */
export const TOKEN = 'AQCEAAAAKgAAAAMAAAAAAAAAAa-token'

export const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-restore:orders-1'

/** How an execution is played. */
export interface RestorePlay {
  /** Whether the deployment wants a person to agree; and what that person does, who may throw. */
  readonly approval?: () => Promise<unknown>
  /** When the time of an invocation is up, by default never. */
  readonly until?: () => Date
  /** Replaces a step, to make it fail. */
  readonly overrides?: Steps
}

/** How an execution went. */
export interface PlayedRestore extends PlayedMachine {
  readonly alerts: readonly Alert[]
}

/**
 * Plays state-machines/restore.asl.json, interpreted as it is, with the functions that deploy behind the steps and
 * everything that they touch in memory. Pauses between retries are left out.
 *
 * @param input what the execution is started with
 */
export async function playRestore(
  ports: RestorePorts,
  input: object,
  play: RestorePlay = {},
): Promise<PlayedRestore> {
  const { desk, told: alerts } = deskWithPeople(ports)
  const wired = { ...steps(ports, play, desk), ...play.overrides }
  const execution = { name: 'orders-1', id: EXECUTION, startedAt: '2026-11-21T10:15:00.000Z', input }
  return { ...(await playMachine('restore', wired, { ...execution, token: TOKEN })), alerts }
}

/** What functions/ wires, without Lambda round it. */
function steps(ports: RestorePorts, play: RestorePlay, alerts: AlertDesk): Steps {
  const until = play.until ?? (() => new Date(ports.clock.now().getTime() + 15 * 60_000))
  const told = { ...ports, alerts, metrics: { add: () => undefined } }
  return {
    PlanRestore: async (event) => {
      const { restoreId } = await beginRestore(ports, PlanEvent.parse(event))
      return { restoreId, approval: play.approval !== undefined }
    },
    AskApproval: async (event) => {
      await askApproval(told, ApprovalEvent.parse((event as { Payload: unknown }).Payload))
      return (await play.approval?.()) ?? {}
    },
    ApplyRestore: (event) => applySteps(told, GoOnEvent.parse(event).restoreId, until()),
    VerifyRestore: async (event) => {
      const { state } = await completeRestore(ports, GoOnEvent.parse(event).restoreId, { until: until() })
      return { state }
    },
    ReportRestore: (event) => endRestore(told, ReportEvent.parse(event)),
  }
}
