import { describe, expect, test } from '@jest/globals'
import { makeStyle, printable, table } from '../../../cli/print.ts'

describe('what is printed', () => {
  test('keeps lines and tabs, and makes what steers a terminal visible', () => {
    expect(printable('a\tb\nc\u001b[31m\r\u009b\u202e')).toBe('a\tb\nc\\u001b[31m\\u000d\\u009b\\u202e')
  })

  test('aligns columns without borders, and colours after it made the text safe', () => {
    const style = makeStyle(true)
    const text = table(style, ['A', 'B'], [['long', { text: 'x\u001b', paint: style.bad }]])
    expect(text.split('\n')[1]).toBe('long  \u001b[31mx\\u001b\u001b[39m')
  })
})
