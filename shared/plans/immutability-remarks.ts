import { hoursOf } from '../model/duration.ts'
import type { PlanFile } from './plan-file.ts'
import { schedulesOf } from './plan-file.ts'
import { longestPause } from './schedule.ts'

/** Something about the immutability of one plan. */
interface Remark {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/**
 * Plans with another mode than the first one that has any. Points of all plans share blobs, and the mode of a lock that
 * holds can be changed by nobody who may not bypass it, which nobody may: a blob can only have one.
 */
export function unlikeModes({ plans }: PlanFile): readonly Remark[] {
  const locking = Object.entries(plans).flatMap(([name, { immutability }]) =>
    immutability === undefined ? [] : [{ name, mode: immutability.mode }],
  )
  const [first] = locking
  return locking
    .filter(({ mode }) => mode !== first?.mode)
    .map(({ name, mode }) => ({
      path: ['plans', name, 'immutability', 'mode'],
      message: `is ${mode}, and that of the plan ${first?.name} is ${first?.mode}: one vault has one mode, because points of both plans share blobs.`,
    }))
}

/**
 * A term that renewals cannot keep: deep runs renew the lock of what nobody changes, once less than half of its term is
 * left.
 *
 * @param now the instant from which schedules are followed
 */
export function unrenewableTerm(file: PlanFile, name: string, now: Date): readonly Remark[] {
  const plan = file.plans[name]
  if (plan?.immutability === undefined) return []
  const { deep, timeZone } = schedulesOf(plan, file)
  const pause = longestPause({ expressions: [deep], timeZone }, now)
  if (pause === undefined || 2 * pause <= hoursOf(plan.immutability.term)) return []
  const message = `is shorter than two pauses between deep runs, which are up to ${Math.ceil(pause)} h: the lock of what nobody changes runs out before one of them renews it.`
  return [{ path: ['plans', name, 'immutability', 'term'], message }]
}
