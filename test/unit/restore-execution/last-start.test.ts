import { describe, expect, test } from '@jest/globals'
import { lastStart } from '../../../shared/restore-execution/last-start.ts'

const NOW = new Date('2026-11-21T10:00:00.000Z')
const after = (ms: number) => new Date(NOW.getTime() + ms)

describe('an invocation begins steps', () => {
  test('for ten of its fifteen minutes', () => {
    expect(lastStart(NOW, after(900_000))).toEqual(after(600_000))
  })

  test('however little is left of it: else a restore would stand still for ever', () => {
    expect(lastStart(NOW, after(300)).getTime()).toBeGreaterThan(NOW.getTime())
  })
})
