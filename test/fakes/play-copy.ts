import { copyRound } from '../../shared/copy-execution/copy-round.ts'
import type { ReportCopyPorts } from '../../shared/copy-execution/report-copy.ts'
import { reportCopy } from '../../shared/copy-execution/report-copy.ts'
import { CopyPointsEvent, ReportCopyEvent } from '../../shared/copy-execution/requests.ts'
import type { PlayedMachine, Steps } from './play-machine.ts'
import { playMachine } from './play-machine.ts'

/** What the steps touch, and when they are to end. */
export interface PlayedCopyPorts extends ReportCopyPorts {
  readonly signal: () => AbortSignal
  readonly until: () => Date
}

/**
 * Plays state-machines/copy.asl.json, interpreted as it is, with what functions/ wires behind the steps and everything
 * that they touch in memory. Pauses between retries are left out.
 *
 * @param overrides replaces a step, to make it fail
 */
export async function playCopy(ports: PlayedCopyPorts, overrides: Steps = {}): Promise<PlayedMachine> {
  const wired = { ...steps(ports), ...overrides }
  return await playMachine('copy', wired, { name: 'copy-1', startedAt: '2026-01-01T10:00:00.000Z' })
}

function steps(ports: PlayedCopyPorts): Steps {
  return {
    CopyPoints: (input) => copyRound(ports, CopyPointsEvent.parse(input).copied, ports.signal()),
    ReportCopy: (input) => reportCopy(ports, ReportCopyEvent.parse(input), ports.until()),
  }
}
