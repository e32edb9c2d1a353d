import type { Detector } from './detector.ts'
import { busiestHour, byActor, isDeployer, placesOf, sighting } from './detector.ts'

/** One principal that does not deploy changes the code of many functions in an hour. */
export const codeUpdates: Detector = {
  name: 'code-updates',
  find(lines, { limits }) {
    const updates = lines.filter(
      (line) => line.type === 'change' && line.what.includes('code') && !isDeployer(line, limits),
    )
    return [...byActor(updates)].flatMap(([actor, own]) => {
      const hour = busiestHour(own)
      return placesOf(hour).length > limits.codeUpdatesPerHour ? sighting('code-updates', actor, hour) : []
    })
  },
}
