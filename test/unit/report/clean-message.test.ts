import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cleanMessage } from '../../../shared/report/clean-message.ts'

describe('A message in a report', () => {
  test('loses the query of every address', () => {
    expect(cleanMessage('a http://x/y?t=1 b HTTPS://z#f c')).toBe('a http://x/y?… b HTTPS://z?… c')
  })

  test('is one line without control characters, at most 500 units long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1200 }), (text) => {
        const message = cleanMessage(text)
        expect(message.length).toBeLessThanOrEqual(500)
        expect(message).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
      }),
    )
  })

  test('that is cut says so', () => {
    expect(cleanMessage('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`)
  })
})
