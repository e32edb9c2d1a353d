import { limitsOfPlan } from '../../model/activity-limits.ts'
import type { Detector } from './detector.ts'
import { busiestHour, countedBy, isDeployer, placesOf, sighting, subjectOf } from './detector.ts'

/** One principal that does not deploy changes the code of many functions in an hour. */
export const codeUpdates: Detector = {
  name: 'code-updates',
  find(lines, { limits }) {
    const updates = lines.filter(
      (line) => line.type === 'change' && line.what.includes('code') && !isDeployer(line, limits),
    )
    return countedBy(updates, limits, () => 'codeUpdatesPerHour').flatMap((counted) => {
      const hour = busiestHour(counted.lines)
      const most = limitsOfPlan(limits, counted.plan).codeUpdatesPerHour
      return placesOf(hour).length > most ? sighting('code-updates', subjectOf(counted), hour) : []
    })
  },
}
