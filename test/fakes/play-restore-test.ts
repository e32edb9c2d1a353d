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
import type { PlayedMachine, Steps } from './play-machine.ts'
import { playMachine } from './play-machine.ts'

/** What the steps touch. */
export interface PlayedPorts {
  readonly choosing: ChoosePorts
  readonly ports: TestPorts
  readonly reporting: ReportPorts
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
  overrides: Steps = {},
): Promise<PlayedMachine> {
  return await playMachine('restore-test', { ...steps(played), ...overrides }, { name: 'tests-1', input })
}

function steps({ choosing, ports, reporting }: PlayedPorts): Steps {
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
