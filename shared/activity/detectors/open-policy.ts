import { matchesGlob } from '../../model/glob.ts'
import type { Detector } from './detector.ts'
import { placesOf, sighting } from './detector.ts'

/** The policy of a function lets everybody in, without a condition that says who. */
export const openPolicy: Detector = {
  name: 'open-policy',
  find(lines, { limits }) {
    const opened = lines.filter(
      ({ what, name = '' }) =>
        what.includes('policy-opened') &&
        !limits.publicFunctions.some((pattern) => matchesGlob(pattern, name)),
    )
    const byPlace = Map.groupBy(opened, (line) => placesOf([line])[0] ?? '')
    return [...byPlace].flatMap(([place, own]) => sighting('open-policy', place, own))
  },
}
