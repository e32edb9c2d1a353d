import { applyRetention } from '../../shared/retention-execution/apply-retention.ts'
import { beginRetention } from '../../shared/retention-execution/begin-retention.ts'
import { endRetention } from '../../shared/retention-execution/end-retention.ts'
import {
  ApplyRetentionEvent,
  PlanRetentionEvent,
  ReportRetentionEvent,
  SweepBlobsEvent,
} from '../../shared/retention-execution/requests.ts'
import type {
  ApplyingPorts,
  PlanningPorts,
  ReportingPorts,
} from '../../shared/retention-execution/retention-ports.ts'
import { NOT_SWEPT, sweepOn } from '../../shared/retention-execution/sweep-on.ts'
import type { SweepPorts } from '../../shared/retention/sweep-ports.ts'
import type { PlayedMachine, Steps } from './play-machine.ts'
import { playMachine } from './play-machine.ts'

/** What the steps touch. */
export type PlayedPorts = PlanningPorts &
  ApplyingPorts &
  SweepPorts &
  ReportingPorts & {
    readonly account: string
    /** Until when one call of a step works that is gone on with. */
    readonly until?: () => Date
  }

/**
 * Plays state-machines/retention.asl.json, interpreted as it is, with what functions/ wires behind the steps and
 * everything that they touch in memory. Pauses between retries are left out.
 *
 * @param runId the name of the execution: played again under the same it is a run that goes on
 * @param overrides replaces a step, to make it fail
 */
export async function playRetention(
  ports: PlayedPorts,
  runId: string,
  overrides: Steps = {},
): Promise<PlayedMachine> {
  const startedAt = ports.clock.now().toISOString()
  return await playMachine('retention', { ...steps(ports), ...overrides }, { name: runId, startedAt })
}

function steps(ports: PlayedPorts): Steps {
  const { account } = ports
  return {
    PlanRetention: async (input) => {
      const { runId, startedAt } = PlanRetentionEvent.parse(input)
      const run = { runId, startedAt, account }
      const plan = await beginRetention(ports, run, ports.until?.())
      return { planned: plan !== undefined, run, applied: { done: false, purged: 0 }, sweep: NOT_SWEPT }
    },
    ApplyRetention: (input) => {
      const { run, applied } = ApplyRetentionEvent.parse(input)
      return applyRetention(ports, { run, before: applied }, ports.until?.())
    },
    SweepBlobs: (input) => {
      const until = ports.until?.()
      const { run, sweep } = SweepBlobsEvent.parse(input)
      return sweepOn(ports, sweep, { by: run.runId, ...(until && { until }), batch: 1 })
    },
    ReportRetention: async (input) => {
      const { runId, startedAt, ...end } = ReportRetentionEvent.parse(input)
      const { state } = await endRetention(ports, { run: { runId, startedAt, account }, ...end })
      return { state }
    },
  }
}
