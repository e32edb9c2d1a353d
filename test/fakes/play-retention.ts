import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
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

const DEFINITION = readFileSync(new URL('../../state-machines/retention.asl.json', import.meta.url), 'utf8')

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Definition = ConstructorParameters<typeof StateMachine>[0]
type Step = (event: unknown) => Promise<unknown>

/** What the steps touch. */
export type PlayedPorts = PlanningPorts &
  ApplyingPorts &
  SweepPorts &
  ReportingPorts & {
    readonly account: string
    /** Until when one call of a step works that is gone on with. */
    readonly until?: () => Date
  }

/** How an execution went. */
export interface PlayedRetention {
  readonly status: 'SUCCEEDED' | 'FAILED'
  /** States that were entered, in order. */
  readonly entered: readonly string[]
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
  overrides: Readonly<Record<string, Step>> = {},
): Promise<PlayedRetention> {
  const machine = new StateMachine(
    JSON.parse(
      DEFINITION.replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1'),
    ) as Definition,
    // test/wiring/state-machines.test.ts does, once; here it would take most of the time.
    { validationOptions: { noValidate: true } },
  )
  const wired = { ...steps(ports), ...overrides }
  const handlers = Object.entries(wired).map(([state, step]) => [
    state,
    async (event: Json) => JSON.parse(JSON.stringify((await step(event)) ?? null)) as Json,
  ])
  const startedAt = ports.clock.now().toISOString()
  const execution = machine.run(
    {},
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(handlers) as Record<
          string,
          (event: Json) => Promise<Json>
        >,
        retryIntervalOverrides: Object.fromEntries(Object.keys(wired).map((state) => [state, 0])),
      },
      context: { Execution: { Id: `arn:${runId}`, Name: runId, StartTime: startedAt, Input: {} } },
    },
  )
  const ended = execution.result.then(
    () => 'SUCCEEDED' as const,
    () => 'FAILED' as const,
  )
  const entered: string[] = []
  for await (const event of execution.eventLogs) {
    if (event.type === 'StateEntered') entered.push(event.state.name)
  }
  return { status: await ended, entered }
}

function steps(ports: PlayedPorts): Record<string, Step> {
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
      return sweepOn(ports, SweepBlobsEvent.parse(input).sweep, { ...(until && { until }), batch: 1 })
    },
    ReportRetention: async (input) => {
      const { runId, startedAt, ...end } = ReportRetentionEvent.parse(input)
      const { state } = await endRetention(ports, { run: { runId, startedAt, account }, ...end })
      return { state }
    },
  }
}
