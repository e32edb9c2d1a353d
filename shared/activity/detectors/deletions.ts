import type { ActivityLine } from '../../model/activity.ts'
import { limitsOfPlan } from '../../model/activity-limits.ts'
import type { Detector } from './detector.ts'
import { busiestHour, countedBy, isDeployer, placesOf, sighting, subjectOf } from './detector.ts'

/**
 * One principal deletes many functions in an hour. Those that deploy may delete more, and not everything. So many that a
 * run finds gone without a call that tells who are counted as if one had deleted them.
 */
export const deletions: Detector = {
  name: 'deletions',
  find(lines, { limits }) {
    const limitOf = (own: readonly ActivityLine[]) =>
      own.some((line) => isDeployer(line, limits)) ? 'deletionsPerHourByDeployers' : 'deletionsPerHour'
    return countedBy(lines.filter(isDeletion), limits, limitOf).flatMap((counted) => {
      const hour = busiestHour(counted.lines)
      const most = limitsOfPlan(limits, counted.plan)[limitOf(counted.lines)]
      return placesOf(hour).length > most ? sighting('deletions', subjectOf(counted), hour) : []
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
