import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import { beginTests } from '../../shared/restore-test/begin-tests.ts'
import { endTests } from '../../shared/restore-test/end-tests.ts'
import {
  ChooseEvent,
  EndTestZoneEvent,
  EndTestsEvent,
  TestZoneEvent,
} from '../../shared/restore-test/requests.ts'
import { endTestZone, testZone } from '../../shared/restore-test/test-zone.ts'
import type { ChoosePorts, ReportPorts, TestPorts } from '../../shared/restore-test/test-ports.ts'

const DEFINITION = readFileSync(
  new URL('../../state-machines/restore-test.asl.json', import.meta.url),
  'utf8',
)

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Definition = ConstructorParameters<typeof StateMachine>[0]
type Step = (event: unknown) => Promise<unknown>

/** What the steps touch. */
export interface PlayedPorts {
  readonly choosing: ChoosePorts
  readonly ports: TestPorts
  readonly reporting: ReportPorts
}

/** How an execution went. */
export interface PlayedTests {
  readonly status: 'SUCCEEDED' | 'FAILED'
  /** States that were entered, in order; those of the zones run side by side. */
  readonly entered: readonly string[]
}

/**
 * Plays state-machines/restore-test.asl.json, interpreted as it is, with what functions/ wires behind the steps and
 * everything that they touch in memory. Pauses between retries are left out.
 *
 * @param overrides replaces a step, to make it fail
 */
export async function playRestoreTest(
  played: PlayedPorts,
  input: object,
  overrides: Readonly<Record<string, Step>> = {},
): Promise<PlayedTests> {
  const machine = new StateMachine(
    JSON.parse(
      DEFINITION.replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1'),
    ) as Definition,
  )
  const wired = { ...steps(played), ...overrides }
  const handlers = Object.entries(wired).map(([state, step]) => [
    state,
    async (event: Json) => JSON.parse(JSON.stringify((await step(event)) ?? null)) as Json,
  ])
  const started = JSON.parse(JSON.stringify(input)) as Json
  const execution = machine.run(started, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers) as Record<
        string,
        (event: Json) => Promise<Json>
      >,
      retryIntervalOverrides: Object.fromEntries(Object.keys(wired).map((state) => [state, 0])),
    },
    context: { Execution: { Id: 'arn:tests-1', Name: 'tests-1', Input: started } },
  })
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

function steps({ choosing, ports, reporting }: PlayedPorts): Record<string, Step> {
  const { account } = ports
  return {
    ChooseRestoreTest: (input) => {
      const { runId, startedAt, executionArn, request } = ChooseEvent.parse(input)
      const run = { runId, startedAt, account }
      return beginTests(choosing, { sample: 10, ...request, run, startedBy: executionArn, everywhere: true })
    },
    RunRestoreTest: (input) => testZone(ports, TestZoneEvent.parse(input)),
    RemoveRestoreTest: (input) => {
      const { failure, ...step } = EndTestZoneEvent.parse(input)
      return endTestZone(ports, step, failure)
    },
    ReportRestoreTest: (input) => {
      const { runId, startedAt, ...end } = EndTestsEvent.parse(input)
      return endTests(reporting, { run: { runId, startedAt, account }, ...end })
    },
  }
}
