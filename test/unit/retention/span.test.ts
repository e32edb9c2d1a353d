import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseSpan, spanText } from '../../../shared/retention/span.ts'

describe('spans', () => {
  test.each([
    ['2y5m7d3h', { years: 2, months: 5, days: 7, hours: 3 }],
    ['36h', { hours: 36 }],
    ['0y7d', { days: 7 }],
  ])('%s is read', (text, span) => {
    expect(parseSpan(text)).toEqual(span)
  })

  test.each(['', '0d', '1w', '7', 'd', '3h2d', '1d1d', '-1d', '1.5d', '7 d', '1234567h'])(
    '%j is none',
    (text) => {
      expect(parseSpan(text)).toBeUndefined()
    },
  )

  test('what is written is read again', () => {
    const count = fc.integer({ min: 0, max: 9999 })
    fc.assert(
      fc.property(fc.record({ years: count, months: count, days: count, hours: count }), (all) => {
        const span = Object.fromEntries(Object.entries(all).filter(([, value]) => value > 0))
        expect(parseSpan(spanText(span)) ?? {}).toEqual(span)
      }),
    )
  })
})
