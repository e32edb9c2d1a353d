import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { hasTurn } from '../../../shared/copies/weekly-turn.ts'
import { HELLO } from '../../fakes/points.ts'

const HOUR = 3_600_000
const WEEK = 168 * HOUR

const begin = Date.parse('2026-01-01T00:00:00.000Z')

describe('the turn of a resource', () => {
  test('comes exactly once in spans that make up a week, however long each is', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: WEEK - 1 }), { maxLength: 30 })
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: WEEK }), cuts, (name, offset, inner) => {
        const ends = [0, ...inner.toSorted((a, b) => a - b), WEEK].map((ms) => begin + offset + ms)
        const turns = ends
          .slice(1)
          .map((end, index) => ({ after: new Date(ends[index]!), until: new Date(end) }))
        expect(turns.filter((span) => hasTurn({ ...HELLO, name }, span))).toHaveLength(1)
      }),
    )
  })

  test('is spread over the week', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `function-${index}`)
    const day = { after: new Date(begin), until: new Date(begin + 24 * HOUR) }
    const today = names.filter((name) => hasTurn({ ...HELLO, name }, day))
    expect(today.length).toBeGreaterThan(100)
    expect(today.length).toBeLessThan(190)
  })
})
