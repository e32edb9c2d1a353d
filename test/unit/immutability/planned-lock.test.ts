import { expect, test } from '@jest/globals'
import { endOfTerm } from '../../../shared/immutability/planned-lock.ts'

test.each([
  ['2026-01-31T10:00:00.000Z', '30d', '2026-03-02T10:00:00.000Z'],
  ['2026-01-31T10:00:00.000Z', '1mo', '2026-03-03T10:00:00.000Z'],
  ['2024-02-29T00:00:00.000Z', '1y', '2025-03-01T00:00:00.000Z'],
  ['2026-01-01T00:00:00.001Z', '2w', '2026-01-15T00:00:01.000Z'],
  ['2026-01-01T00:00:00.000Z', '36h', '2026-01-02T12:00:00.000Z'],
])('a term that begins at %s and lasts %s ends at %s', (from, term, end) => {
  expect(endOfTerm(new Date(from), term).toISOString()).toBe(end)
})
