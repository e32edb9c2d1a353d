import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { StateMachine } from 'aws-local-stepfunctions'
import { openRegions } from '../../../shared/aws/open-rules.ts'
import type { RunReport } from '../../../shared/model/run.ts'
import { readReport } from '../../../shared/report/store.ts'
import { beginRun } from '../../../shared/runs/begin-run.ts'
import { endRun } from '../../../shared/runs/end-run.ts'
import { finishZone } from '../../../shared/runs/finish-zone.ts'
import { BeginEvent, EndEvent, FinishEvent, ShardEvent, ZoneEvent } from '../../../shared/runs/requests.ts'
import { runShard } from '../../../shared/runs/run-shard.ts'
import { shardZone } from '../../../shared/runs/shard-zone.ts'
import { openRunWorld } from '../../../shared/runtime/run-world.ts'
import { ACCOUNT, HOME_REGION } from '../account.ts'

/** A run over every region, as the schedule starts it. CloudFront has none of Lambda's quotas and is left out. */
export interface RunOptions {
  readonly runId: string
  readonly mode: 'quick' | 'deep'
  /** Of AWS's quotas, between 0 and 1. */
  readonly share: number
  /** `s3://bucket`. */
  readonly vault: string
}

/** A run that was played to its end. */
export interface PlayedRun {
  readonly report: RunReport
  /** From the first state to the end of the last. */
  readonly seconds: number
  /** States that were entered, those of the zones' child executions among them: Step Functions charges for these. */
  readonly transitions: number
  /** Invocations of Lambda, by state, and their seconds. */
  readonly invocations: Readonly<Record<string, { readonly count: number; readonly seconds: number }>>
}

type Step = (input: unknown) => Promise<unknown>
/** JSON, as the interpreter takes it for the input of an execution. */
type Json = Parameters<StateMachine['run']>[0]

const DEFINITION = join(import.meta.dirname, '../../../state-machines/backup.asl.json')
/** Milliseconds of an invocation: serverless.yml gives capture-shard Lambda's longest. */
const INVOCATION = 900_000

/**
 * Plays state-machines/backup.asl.json as it is, with the code that deploys behind its steps, in real time. Each
 * invocation begins cold, with clients, connections and pacing of its own: as on AWS it can be.
 */
export async function playRun(options: RunOptions): Promise<PlayedRun> {
  const startedAt = new Date().toISOString()
  const { steps, invocations } = timed(stepsOf(options))
  const { mode, runId } = options
  const input = { mode, exclude: ['edge'] }
  const began = performance.now()
  const execution = new StateMachine(await readDefinition()).run(input, {
    overrides: { taskResourceLocalHandlers: steps },
    context: { Execution: { Id: runId, Name: runId, StartTime: startedAt, Input: input } },
  })
  // Awaited below; until then a failure must not count as unhandled.
  execution.result.catch(() => undefined)
  let transitions = 0
  for await (const event of execution.eventLogs) if (event.type === 'StateEntered') transitions += 1
  await execution.result
  const seconds = (performance.now() - began) / 1000
  const report = await readReport(worldOf(options).store, { runId, startedAt })
  return { report, seconds, transitions, invocations }
}

/** Where a task has no time-out, the interpreter takes a minute; Step Functions leaves it to Lambda's own. */
async function readDefinition(): Promise<StateMachineDefinition> {
  const text = await readFile(DEFINITION, 'utf8')
  const definition = text
    .replaceAll(/\$\{(\w+)Arn\}/g, `arn:aws:lambda:${HOME_REGION}:${ACCOUNT}:function:$1`)
    .replaceAll('"Type": "Task"', `"Type": "Task", "TimeoutSeconds": ${INVOCATION / 1000}`)
  return JSON.parse(definition) as StateMachineDefinition
}

function worldOf({ vault, share }: RunOptions) {
  return openRunWorld({ HOLDFAST_VAULT: vault, HOLDFAST_ACCOUNT: ACCOUNT, HOLDFAST_QUOTA_SHARE: share })
}

/** What functions/ wires, less Lambda round it; nobody is told of the end. */
function stepsOf(options: RunOptions): Record<string, Step> {
  return {
    async DiscoverZones(event) {
      const { request, ...run } = BeginEvent.parse(event)
      const ports = { ...worldOf(options), regions: openRegions() }
      return beginRun(ports, { ...run, ...request, account: ACCOUNT })
    },
    PlanZone: async (event) => shardZone(worldOf(options), ZoneEvent.parse(event)),
    CaptureShard: async (event) =>
      runShard(worldOf(options), ShardEvent.parse(event), new Date(Date.now() + INVOCATION)),
    async SummarizeZone(event) {
      const { failure, ...step } = FinishEvent.parse(event)
      return finishZone(worldOf(options), { ...step, failure: failure ?? undefined })
    },
    ReportRun: async (event) =>
      endRun(
        {
          ...worldOf(options),
          alerts: { tell: async () => {} },
          deployment: { stack: 'holdfast-prod', hub: 'eu-west-1' },
        },
        EndEvent.parse(event),
      ),
  }
}

/** The same steps; each adds up how often and how long it ran. */
function timed(steps: Record<string, Step>) {
  const invocations: Record<string, { count: number; seconds: number }> = {}
  const measure = (state: string, step: Step) => async (event: Json) => {
    const began = performance.now()
    const sum = (invocations[state] ??= { count: 0, seconds: 0 })
    sum.count += 1
    try {
      return JSON.parse(JSON.stringify(await step(event))) as Json
    } finally {
      sum.seconds += (performance.now() - began) / 1000
    }
  }
  const entries = Object.entries(steps).map(([state, step]) => [state, measure(state, step)] as const)
  return { steps: Object.fromEntries(entries), invocations }
}
