import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { restNotes, sampleAcross } from '../../../shared/report/sample.ts'

describe('A sample of several lists', () => {
  test('does not let one long list hide the short ones', () => {
    const sample = sampleAcross([Array(9900).fill('a'), ['b', 'b'], ['c']], 9903, 10)
    expect(sample.shown.join('')).toBe('aaaaaaabbc')
  })

  test('shows as much as it may, never more than a list has, in order', () => {
    const lists = fc.array(fc.array(fc.integer(), { maxLength: 30 }), { maxLength: 12 })
    fc.assert(
      fc.property(lists, fc.integer({ min: 0, max: 100 }), (lists, limit) => {
        const total = lists.flat().length
        const tagged = lists.map((list, index) => list.map((_, position) => [index, position] as const))
        const { shown, listed } = sampleAcross(tagged, total, limit)
        expect(shown).toHaveLength(Math.min(limit, total))
        expect(listed).toBe(total)
        expect(shown).toEqual(shown.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
      }),
    )
  })

  test('says nothing when everything is shown', () => {
    expect(restNotes({ shown: [1, 2], listed: 2, total: 2 }, 'failure')).toEqual([])
  })

  test('says where the rest is when the JSON has it all', () => {
    expect(restNotes({ shown: [1], listed: 2000, total: 2000 }, 'failure')).toEqual([
      "1 of 2,000 failures are shown here, from every zone that has any; all of them are in the run's report.json.",
    ])
  })

  test('says where the rest is when even the JSON has not', () => {
    const [note] = restNotes({ shown: [1], listed: 2000, total: 9000 }, 'gap')
    expect(note).toContain("the run's report.json lists 2,000")
    expect(note).toContain('outcomes/ name every one')
  })
})
