import type { ActivityLine } from '../../model/activity.ts'
import type { WatchLimits } from '../../model/activity-limits.ts'
import { limitsOfPlan } from '../../model/activity-limits.ts'
import type { Detector } from './detector.ts'
import { NOBODY, byActor, isDeployer, sighting } from './detector.ts'

/** A principal changes something for the first time, or for the first time in months. */
export const newPrincipal: Detector = {
  name: 'new-principal',
  find(lines, { limits, known }) {
    const changes = lines.filter((line) => isWatched(line, limits))
    return [...byActor(changes)].flatMap(([actor, own]) => {
      const seen = known[actor]
      const isFirst = seen?.isNew === true && own.some(({ at }) => at <= seen.first)
      return actor !== NOBODY && isFirst ? sighting('new-principal', { subject: actor }, own) : []
    })
  },
}

function isWatched(line: ActivityLine, limits: WatchLimits): boolean {
  return line.type === 'change' && !isDeployer(line, limits) && limitsOfPlan(limits, line.plan).newPrincipals
}
