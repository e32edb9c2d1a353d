import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { DurationText, hoursOf, parseSpan, spanOf, spanText } from '../../../shared/model/duration.ts'

describe('A length of time', () => {
  test.each([
    ['36h', { years: 0, months: 0, days: 0, hours: 36 }],
    ['30d', { years: 0, months: 0, days: 30, hours: 0 }],
    ['8w', { years: 0, months: 0, days: 56, hours: 0 }],
    ['1y6mo', { years: 1, months: 6, days: 0, hours: 0 }],
    ['2y5mo1w3d7h', { years: 2, months: 5, days: 10, hours: 7 }],
  ])('%s is read', (text, span) => {
    expect(DurationText.parse(text)).toBe(text)
    expect(spanOf(text)).toEqual(span)
  })

  test.each(['', '0d', '30m', '30', 'd', 'P30D', '1d1w', '-1d', '1.5h', '30 d', '30D'])(
    '"%s" is none, and what is allowed is told',
    (text) => {
      expect(DurationText.safeParse(text).error?.issues[0]?.message).toBe(
        `must be a length of time such as 36h, 30d, 8w, 6mo, 7y or 1y6mo; it is "${text}".`,
      )
    },
  )

  test('is longer with every part that is added', () => {
    const parts = fc.tuple(
      ...['y', 'mo', 'w', 'd', 'h'].map((unit) => fc.nat(50).map((count) => [count, unit])),
    )
    fc.assert(
      fc.property(parts, (all) => {
        const text = all.map(([count, unit]) => `${count}${unit}`).join('')
        const sum = all.map(([count, unit]) => (count === 0 ? 0 : hoursOf(`${count}${unit}`)))
        fc.pre(sum.some((hours) => hours > 0))
        expect(hoursOf(text)).toBe(sum.reduce((a, b) => a + b))
      }),
    )
  })
})

describe('A length of time as an option of a command', () => {
  test.each([
    ['2y5m7d3h', { years: 2, months: 5, days: 7, hours: 3 }],
    ['2y5mo7d3h', { years: 2, months: 5, days: 7, hours: 3 }],
    ['36h', { years: 0, months: 0, days: 0, hours: 36 }],
    ['0y7d', { years: 0, months: 0, days: 7, hours: 0 }],
    ['8w', { years: 0, months: 0, days: 56, hours: 0 }],
  ])('%s is read: as in plans, or as restic writes it', (text, span) => {
    expect(parseSpan(text)).toEqual(span)
  })

  test.each(['', '0d', '7', 'd', '3h2d', '1d1d', '-1d', '1.5d', '7 d', '1234567h'])('%j is none', (text) => {
    expect(parseSpan(text)).toBeUndefined()
  })

  test('is read again as it is written, by options and by plans', () => {
    const count = fc.integer({ min: 0, max: 9999 })
    const hours = fc.integer({ min: 1, max: 9999 })
    fc.assert(
      fc.property(fc.record({ years: count, months: count, days: count, hours }), (span) => {
        expect(parseSpan(spanText(span))).toEqual(span)
        expect(spanOf(spanText(span))).toEqual(span)
      }),
    )
  })
})
