import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import { beginRun } from '../../shared/runs/begin-run.ts'
import { endRun, failRun } from '../../shared/runs/end-run.ts'
import { finishZone } from '../../shared/runs/finish-zone.ts'
import {
  BeginEvent,
  EndEvent,
  FailureEvent,
  FinishEvent,
  ShardEvent,
  ZoneEvent,
} from '../../shared/runs/requests.ts'
import { runShard } from '../../shared/runs/run-shard.ts'
import { shardZone } from '../../shared/runs/shard-zone.ts'
import type { FakeFleet } from './fleet.ts'

const DEFINITION = readFileSync(new URL('../../state-machines/backup.asl.json', import.meta.url), 'utf8')

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Handler = (event: Json) => Promise<Json>
type Definition = ConstructorParameters<typeof StateMachine>[0]
type Step = (input: unknown) => Promise<unknown>

/** How an execution went. Sizes in bytes. */
export interface Played {
  readonly status: 'SUCCEEDED' | 'FAILED'
  /** The state that it ended in. */
  readonly last: string | undefined
  /** Input and output of every step, as JSON text, by state. */
  readonly payloads: readonly { readonly state: string; readonly size: number }[]
  /** States that were entered, in order; those of the zones run side by side. */
  readonly entered: readonly string[]
}

/**
 * Plays state-machines/backup.asl.json, interpreted as it is, with the functions that deploy behind the steps and
 * everything that they touch in memory. Pauses between retries are left out.
 *
 * @param overrides replaces a step, to make it fail
 */
export async function playBackup(
  fleet: FakeFleet,
  input: {
    readonly mode: 'quick' | 'deep'
    readonly plan?: string
    readonly zones?: readonly string[]
    readonly exclude?: readonly string[]
  },
  { runId = 'run-1', overrides = {} }: { runId?: string; overrides?: Record<string, Step> } = {},
): Promise<Played> {
  const definition = JSON.parse(
    DEFINITION.replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1'),
  ) as Definition
  const machine = new StateMachine(definition)
  const payloads: { state: string; size: number }[] = []
  const measured = Object.entries({ ...steps(fleet), ...overrides }).map(
    ([state, step]): [string, Handler] => [
      state,
      async (event: Json): Promise<Json> => {
        const output = (await step(event)) ?? null
        for (const value of [event, output])
          payloads.push({ state, size: Buffer.byteLength(JSON.stringify(value)) })
        return JSON.parse(JSON.stringify(output)) as Json
      },
    ],
  )
  const handlers: Record<string, Handler> = Object.fromEntries(measured)
  const started = JSON.parse(JSON.stringify(input)) as Json
  const execution = machine.run(started, {
    overrides: {
      taskResourceLocalHandlers: handlers,
      waitTimeOverrides: { WaitForOtherRun: 0 },
      retryIntervalOverrides: Object.fromEntries(Object.keys(steps(fleet)).map((state) => [state, 0])),
    },
    context: { Execution: { Id: runId, Name: runId, Input: started } },
  })
  const ended = execution.result.then(
    () => 'SUCCEEDED' as const,
    () => 'FAILED' as const,
  )
  const entered: string[] = []
  for await (const event of execution.eventLogs) {
    if (event.type === 'StateEntered') entered.push(event.state.name)
  }
  return { status: await ended, last: entered.at(-1), payloads, entered }
}

/** What the first step does. */
export function beginning({ ports, regions }: Pick<FakeFleet, 'ports' | 'regions'>): Step {
  return (event) => {
    const { request, ...run } = BeginEvent.parse(event)
    return beginRun({ ...ports, regions }, { ...run, ...request, account: ports.account })
  }
}

/** What functions/ wires, without Lambda round it. */
function steps({ ports, regions, clock }: FakeFleet): Record<string, Step> {
  const inTime = () => new Date(clock.now().getTime() + 15 * 60_000)
  return {
    DiscoverZones: beginning({ ports, regions }),
    PlanZone: (event) => shardZone(ports, ZoneEvent.parse(event)),
    CaptureShard: (event) => runShard(ports, ShardEvent.parse(event), inTime()),
    SummarizeZone: (event) => finishZone(ports, FinishEvent.parse(event)),
    ReportRun: (event) => endRun(ports, EndEvent.parse(event)),
    ReportFailure: (event) => {
      const { run, failure } = FailureEvent.parse(event)
      return failRun(ports, { run: { ...run, account: ports.account }, failure })
    },
  }
}
