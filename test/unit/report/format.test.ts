import { describe, expect, test } from '@jest/globals'
import { bytesText, countText, durationText, secondsText, timeText } from '../../../shared/report/format.ts'

describe('Figures for people', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [40 * 1024 * 1024, '40.0 MiB'],
    [3 * 1024 ** 4, '3.0 TiB'],
    [5 * 1024 ** 5, '5120.0 TiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })

  test('one thing is counted in the singular', () => {
    expect([0, 1, 2000].map((count) => countText(count, 'gap'))).toEqual(['0 gaps', '1 gap', '2,000 gaps'])
    expect(countText(2, 'inventory', 'inventories')).toBe('2 inventories')
  })

  test('a time is in UTC, whatever it was given in', () => {
    expect(timeText('2026-11-21T11:15:00.123+01:00')).toBe('2026-11-21 10:15:00Z')
    expect(timeText(new Date('2026-11-21T10:15:00Z'))).toBe('2026-11-21 10:15:00Z')
  })

  test.each([
    [400, '0.4 s'],
    [42_000, '42 s'],
    [187_000, '3 min 07 s'],
    [7_500_000, '2 h 05 min'],
    [-1, '0.0 s'],
  ])('%d ms take %s', (ms, text) => {
    const start = Date.parse('2026-11-21T00:00:00Z')
    expect(durationText(new Date(start).toISOString(), new Date(start + ms).toISOString())).toBe(text)
  })

  test('seconds are said as any other length of time', () => {
    expect([0, 42, 7500].map(secondsText)).toEqual(['0.0 s', '42 s', '2 h 05 min'])
  })
})
