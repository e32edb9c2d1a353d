import type { ActivityLine } from '../../model/activity.ts'
import type { Detector } from './detector.ts'
import { busiestHour, byActor, isDeployer, placesOf, sighting } from './detector.ts'

/** One principal deletes many functions in an hour. Those that deploy may delete more, and not everything. */
export const deletions: Detector = {
  name: 'deletions',
  find(lines, { limits }) {
    return [...byActor(lines.filter(isDeletion))].flatMap(([actor, own]) => {
      const hour = busiestHour(own)
      const deploys = own.some((line) => isDeployer(line, limits))
      const most = deploys ? limits.deletionsPerHourByDeployers : limits.deletionsPerHour
      return placesOf(hour).length > most ? sighting('deletions', actor, hour) : []
    })
  },
}

/**
 * Whether something that had a recovery point was deleted. What tests make and remove within seconds has none; calls
 * on other things in the same burst are not deletions.
 */
export function isDeletion({ outcome, manifest, what }: ActivityLine): boolean {
  return outcome === 'deleted' && manifest !== undefined && what.includes('deleted')
}
