import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import type { AlertDesk } from '../../shared/ports.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { completeRestore } from '../../shared/restore/complete-restore.ts'
import { applySteps } from '../../shared/restore-execution/apply-steps.ts'
import { askApproval } from '../../shared/restore-execution/ask-approval.ts'
import { beginRestore } from '../../shared/restore-execution/begin-restore.ts'
import { endRestore } from '../../shared/restore-execution/end-restore.ts'
import { ApprovalEvent, GoOnEvent, PlanEvent, ReportEvent } from '../../shared/restore-execution/requests.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { deskWithPeople } from './told.ts'

const DEFINITION = readFileSync(new URL('../../state-machines/restore.asl.json', import.meta.url), 'utf8')

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Definition = ConstructorParameters<typeof StateMachine>[0]
type Step = (input: unknown) => Promise<unknown>

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
  readonly overrides?: Readonly<Record<string, Step>>
}

/** How an execution went. */
export interface PlayedRestore {
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly entered: readonly string[]
  readonly alerts: readonly Alert[]
  /** Input and output of every step, as JSON text. */
  readonly payloads: readonly { readonly state: string; readonly text: string }[]
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
  const payloads: { state: string; text: string }[] = []
  const all = { ...steps(ports, play, desk), ...play.overrides }
  const handlers = Object.entries(all).map(([state, step]): [string, (event: Json) => Promise<Json>] => [
    state,
    async (event) => {
      const output = (await step(event)) ?? null
      payloads.push(...[event, output].map((value) => ({ state, text: JSON.stringify(value) })))
      return JSON.parse(JSON.stringify(output)) as Json
    },
  ])
  const execution = new StateMachine(definition()).run(JSON.parse(JSON.stringify(input)) as Json, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers),
      retryIntervalOverrides: Object.fromEntries(Object.keys(all).map((state) => [state, 0])),
    },
    context: {
      Execution: { Id: EXECUTION, Name: 'orders-1', StartTime: '2026-11-21T10:15:00.000Z' },
      Task: { Token: TOKEN },
    },
  })
  const ended = execution.result.then(
    () => 'SUCCEEDED' as const,
    () => 'FAILED' as const,
  )
  const entered: string[] = []
  for await (const event of execution.eventLogs) {
    if (event.type === 'StateEntered') entered.push(event.state.name)
  }
  return { status: await ended, entered, alerts, payloads }
}

function definition(): Definition {
  const text = DEFINITION.replaceAll(
    '${InvokeAndWait}',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
  ).replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1')
  return JSON.parse(text) as Definition
}

/** What functions/ wires, without Lambda round it. */
function steps(ports: RestorePorts, play: RestorePlay, alerts: AlertDesk): Record<string, Step> {
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
