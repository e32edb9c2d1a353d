import { describe, expect, test } from '@jest/globals'
import { byteText, countText, makeStyle, printable, table } from '../../../cli/print.ts'

describe('what is printed', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [40 * 1024 * 1024, '40.0 MiB'],
    [3 * 1024 ** 4, '3.0 TiB'],
    [5 * 1024 ** 5, '5120.0 TiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(byteText(bytes)).toBe(text)
  })

  test('counts one thing in the singular', () => {
    expect([countText(0, 'gap'), countText(1, 'gap'), countText(2, 'gap')]).toEqual([
      '0 gaps',
      '1 gap',
      '2 gaps',
    ])
  })

  test('keeps lines and tabs, and makes what steers a terminal visible', () => {
    expect(printable('a\tb\nc\u001b[31m\r\u009b\u202e')).toBe('a\tb\nc\\u001b[31m\\u000d\\u009b\\u202e')
  })

  test('aligns columns without borders, and colours after it made the text safe', () => {
    const style = makeStyle(true)
    const text = table(style, ['A', 'B'], [['long', { text: 'x\u001b', paint: style.bad }]])
    expect(text.split('\n')[1]).toBe('long  \u001b[31mx\\u001b\u001b[39m')
  })
})
