import type { WatchLimits } from '../model/activity-limits.ts'
import type { ActivityLine, Sighting } from '../model/activity.ts'
import { codeUpdates } from './detectors/code-updates.ts'
import { deletions } from './detectors/deletions.ts'
import type { Detector } from './detectors/detector.ts'
import { newPrincipal } from './detectors/new-principal.ts'
import { openPolicy } from './detectors/open-policy.ts'
import { trailStopped, vaultAttempt } from './detectors/vault-attempt.ts'
import { eachDeletionOnce } from './told-deletions.ts'
import { learn, noteOpened, stoppedTrails } from './watch-state.ts'
import type { WatchState } from '../model/watch-state.ts'

/** Every detector. */
export const DETECTORS: readonly Detector[] = [
  deletions,
  codeUpdates,
  newPrincipal,
  openPolicy,
  vaultAttempt,
  trailStopped,
]

/**
 * How long what a run found is not judged, in milliseconds: so long the record of the call may be on its way, which says who
 * did it. CloudTrail delivers within five minutes on average (user guide, "How CloudTrail works").
 */
export const SETTLING_MS = 15 * 60_000

/**
 * After so long, in milliseconds, what a run found is not judged any more: calls that were recorded up to an hour before
 * leave the look then, and would not be seen to tell the same.
 */
const JUDGED_MS = 3_600_000

/** What one look comes to. */
export interface Watched {
  readonly state: WatchState
  /** What is unusual now; what was unusual before and goes on is among it. */
  readonly seen: readonly Sighting[]
  /** What was unusual, and is quiet. */
  readonly ended: readonly Sighting[]
}

/**
 * Decides what is unusual. Pure: the same lines and the same state give the same answer, so a look that is repeated
 * after a failure does no harm.
 *
 * @param recorded what was recorded within LOOK_BACK_MS of `now`, in order of time
 */
export function watch(
  before: WatchState,
  recorded: readonly ActivityLine[],
  limits: WatchLimits,
  now: Date,
): Watched {
  const lines = eachDeletionOnce(recorded).filter((line) => isJudged(line, now))
  const known = learn(before, lines, limits)
  const found = DETECTORS.flatMap(({ find }) => find(lines, { limits, known, opened: before.opened }))
  const again = before.open.filter(
    (one) => lingers(one, recorded) && !found.some((other) => isSame(one, other)),
  )
  const seen = [...found, ...again]
  const ended = before.open.filter((one) => !seen.some((other) => isSame(one, other)))
  const opened = noteOpened(before.opened, found)
  const stopped = stoppedTrails(before.stopped, lines)
  const state = { ...before, principals: known, open: seen, opened, stopped }
  return { state, seen, ended }
}

function isJudged({ type, recordedAt }: ActivityLine, now: Date): boolean {
  const age = now.getTime() - Date.parse(recordedAt)
  return type !== 'outcome' || (age >= SETTLING_MS && age < JUDGED_MS)
}

/** Whether a sighting that is over by its numbers still has its last event within the look: it has not been quiet yet. */
function lingers({ lastAt }: Sighting, lines: readonly ActivityLine[]): boolean {
  return lines.some(({ at }) => at === lastAt)
}

function isSame(one: Sighting, other: Sighting): boolean {
  return one.detector === other.detector && one.subject === other.subject
}
