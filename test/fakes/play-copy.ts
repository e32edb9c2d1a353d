import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import { copyRound } from '../../shared/copy-execution/copy-round.ts'
import type { ReportCopyPorts } from '../../shared/copy-execution/report-copy.ts'
import { reportCopy } from '../../shared/copy-execution/report-copy.ts'
import { CopyPointsEvent, ReportCopyEvent } from '../../shared/copy-execution/requests.ts'

const DEFINITION = readFileSync(new URL('../../state-machines/copy.asl.json', import.meta.url), 'utf8')

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Definition = ConstructorParameters<typeof StateMachine>[0]
type Step = (event: unknown) => Promise<unknown>

/** What the steps touch, and when they are to end. */
export interface PlayedCopyPorts extends ReportCopyPorts {
  readonly signal: () => AbortSignal
  readonly until: () => Date
}

/** How an execution went, and the states that were entered. */
export interface PlayedCopy {
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly entered: readonly string[]
}

/**
 * Plays state-machines/copy.asl.json, interpreted as it is, with what functions/ wires behind the steps and everything
 * that they touch in memory. Pauses between retries are left out.
 *
 * @param overrides replaces a step, to make it fail
 */
export async function playCopy(
  ports: PlayedCopyPorts,
  overrides: Readonly<Record<string, Step>> = {},
): Promise<PlayedCopy> {
  const machine = new StateMachine(
    JSON.parse(
      DEFINITION.replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1'),
    ) as Definition,
    // test/wiring/state-machines.test.ts does, once; here it would take most of the time.
    { validationOptions: { noValidate: true } },
  )
  const wired: Record<string, Step> = { ...steps(ports), ...overrides }
  const handlers = Object.entries(wired).map(([state, step]) => [
    state,
    async (event: Json) => JSON.parse(JSON.stringify((await step(event)) ?? null)) as Json,
  ])
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
      context: {
        Execution: { Id: 'arn:copy-1', Name: 'copy-1', StartTime: '2026-01-01T10:00:00.000Z', Input: {} },
      },
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

function steps(ports: PlayedCopyPorts): Record<string, Step> {
  return {
    CopyPoints: (input) => copyRound(ports, CopyPointsEvent.parse(input).copied, ports.signal()),
    ReportCopy: (input) => reportCopy(ports, ReportCopyEvent.parse(input), ports.until()),
  }
}
