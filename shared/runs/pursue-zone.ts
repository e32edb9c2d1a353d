import { RunOverlapError, isRetryable } from '../errors.ts'
import type { ZoneSummary } from '../model/run.ts'
import { failureOf } from '../model/failure-of.ts'
import type { FinishRequest } from './finish-zone.ts'
import { finishZone } from './finish-zone.ts'
import type { RunPorts } from './run-ports.ts'
import { runShard } from './run-shard.ts'
import type { ZoneStep } from './shard-zone.ts'
import { shardZone } from './shard-zone.ts'

/** What happens in one zone of a run that one process plays. */
export type FleetZone =
  | { readonly type: 'listing'; readonly zone: string }
  /** Its listing came to so many resources that are to be captured; some of them may have been before a stop. */
  | { readonly type: 'planned'; readonly zone: string; readonly count: number }
  | { readonly type: 'captured'; readonly zone: string; readonly failed: boolean }
  | { readonly type: 'finished'; readonly zone: string; readonly state: ZoneSummary['state'] }

/** How a zone is pursued. */
export interface Pursuit {
  readonly onProgress: (progress: FleetZone) => void
  readonly signal: AbortSignal
}

/** Attempts at a step whose failure may pass, and milliseconds before the first repetition, four times that before the next. */
const ATTEMPTS = 3
const FIRST_PAUSE = 2000

/** No invocation ends here. */
const NO_DEADLINE = new Date(8.64e15)

/**
 * Goes over one zone of a run: plans it, captures its shards one after another, sums up. What fails is in the summary,
 * as in `BackUpZones` of state-machines/backup.asl.json.
 *
 * @returns `stopped` when the signal was aborted before the end: then there is no summary
 * @throws RunOverlapError when another run took over
 * @throws HoldfastError when the summary cannot be written
 */
export async function pursueZone(
  ports: RunPorts,
  step: ZoneStep,
  pursuit: Pursuit,
): Promise<'finished' | 'stopped'> {
  const { signal, onProgress } = pursuit
  if (signal.aborted) return 'stopped'
  onProgress({ type: 'listing', zone: step.zone })
  const failure = await captureZone(watched(ports, pursuit), step, pursuit)
  if (signal.aborted) return 'stopped'
  const { zone, state } = await repeated(ports, signal, () => finishZone(ports, { ...step, failure }))
  onProgress({ type: 'finished', zone, state })
  return 'finished'
}

/** @returns why the zone as a whole could not be read, if it could not */
async function captureZone(
  ports: RunPorts,
  step: ZoneStep,
  { signal, onProgress }: Pursuit,
): Promise<FinishRequest['failure']> {
  try {
    const { shards, planned } = await repeated(ports, signal, () => shardZone(ports, step))
    onProgress({ type: 'planned', zone: step.zone, count: planned })
    for (const shard of shards) await captureShard(ports, { ...step, shard }, signal)
    return undefined
  } catch (error) {
    if (error instanceof RunOverlapError) throw error
    ports.log.error('a zone could not be read', { zone: step.zone, error })
    return failureOf(error)
  }
}

/** What a shard that fails did not reach is missing in the zone's summary, and is said there. */
async function captureShard(
  ports: RunPorts,
  step: Parameters<typeof runShard>[1],
  signal: AbortSignal,
): Promise<void> {
  try {
    await repeated(ports, signal, () => runShard(ports, step, NO_DEADLINE, signal))
  } catch (error) {
    if (error instanceof RunOverlapError) throw error
    ports.log.error('a shard failed', { zone: step.zone, shard: step.shard, error })
  }
}

/** Throttling and faults of a service pass, as the state machine's retries have it. */
async function repeated<T>({ clock }: RunPorts, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act()
    } catch (error) {
      if (!isRetryable(error) || attempt === ATTEMPTS || signal.aborted) throw error
      await clock.sleep(FIRST_PAUSE * 4 ** (attempt - 1))
    }
  }
}

/** The same ports, with drivers that tell of each capture. */
function watched(ports: RunPorts, { onProgress }: Pursuit): RunPorts {
  return {
    ...ports,
    openZone(zone) {
      const driver = ports.openZone(zone)
      return {
        ...driver,
        async capture(item, request) {
          let failed = true
          try {
            const capture = await driver.capture(item, request)
            failed = capture.outcome.type === 'failed'
            return capture
          } finally {
            onProgress({ type: 'captured', zone, failed })
          }
        },
      }
    },
  }
}
