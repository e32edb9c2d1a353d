import type { ZoneFilter } from '../zones/zone-filter.ts'
import type { RunScope } from './lock.ts'

/**
 * Whether one run looks at everything that another is for, in every part that the other would read: then the other need
 * not take place.
 *
 * @param running `undefined` when it is not known
 */
export function covers(running: RunScope | undefined, other: RunScope): boolean {
  if (running === undefined) return false
  const isDeepEnough = running.mode === 'deep' || other.mode === 'quick'
  const isForAll = running.plan === undefined || running.plan === other.plan
  return isDeepEnough && isForAll && (!namesZones(running) || placesOf(running) === placesOf(other))
}

/** Whether zones were chosen. Empty lists name nothing, as if they were missing. */
export function namesZones({ zones = [], exclude = [] }: ZoneFilter): boolean {
  return zones.length > 0 || exclude.length > 0
}

function placesOf({ zones = [], exclude = [] }: RunScope): string {
  return JSON.stringify([zones.toSorted(), exclude.toSorted()])
}
