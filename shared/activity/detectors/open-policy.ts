import { limitsOfPlan } from '../../model/activity-limits.ts'
import { matchesGlob } from '../../model/glob.ts'
import type { Detector } from './detector.ts'
import { placesOf, sighting } from './detector.ts'

/**
 * A policy of a function lets everybody in, without a condition that says who: by a call that says so, or by what a
 * capture found. Both of the same function are one sighting.
 */
export const openPolicy: Detector = {
  name: 'open-policy',
  find(lines, { limits, opened }) {
    const told = lines.filter(
      ({ what, name = '', plan }) =>
        what.includes('policy-opened') &&
        !limitsOfPlan(limits, plan).publicFunctions.some((pattern) => matchesGlob(pattern, name)),
    )
    const byPlace = Map.groupBy(told, (line) => placesOf([line])[0] ?? '')
    return [...byPlace].flatMap(([place, own]) => {
      // A call whose record came so late that a run had found and people had been told what it did.
      const toldUpTo = Date.parse(opened[place] ?? '')
      const isNews = own.some(({ at }) => !(Date.parse(at) <= toldUpTo))
      return isNews ? sighting('open-policy', { subject: place }, own) : []
    })
  },
}
