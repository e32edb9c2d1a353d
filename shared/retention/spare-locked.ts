import pLimit from 'p-limit'
import type { ObjectLocks } from '../ports/object-store.ts'
import type { Judgement, ResourceFacts, Verdict } from './decide.ts'
import { decide } from './decide.ts'

/** Manifests of one resource whose locks are asked for side by side. */
const PARALLEL = 8

/**
 * Decides as decide does, with the locks that the store has. Only what would go is asked for: a vault whose points all stay
 * costs nothing more.
 *
 * @param locks `undefined` where the store has none
 */
export async function spareLocked(
  locks: Pick<ObjectLocks, 'lockOf'> | undefined,
  facts: ResourceFacts,
  judgement: Judgement,
): Promise<readonly Verdict[]> {
  const verdicts = decide(facts, judgement)
  const doomed = verdicts.filter(({ keep }) => !keep)
  if (locks === undefined || doomed.length === 0) return verdicts
  const asked = await pLimit(PARALLEL).map(
    doomed,
    async ({ point: { key } }) => [key, (await locks.lockOf(key))?.until] as const,
  )
  const ends = new Map(asked)
  const points = facts.points.map((point) => {
    const lockedUntil = ends.get(point.key)
    return lockedUntil === undefined ? point : { ...point, lockedUntil }
  })
  // From the beginning: a point that stays keeps the record of the deletion after it.
  return decide({ ...facts, points }, judgement)
}

/** Whether the store refuses to let go of an object, or would if it were asked for the version. */
export async function isLocked(
  locks: Pick<ObjectLocks, 'lockOf'> | undefined,
  key: string,
  now: Date,
): Promise<boolean> {
  const lock = await locks?.lockOf(key)
  return lock !== undefined && lock.until > now
}
