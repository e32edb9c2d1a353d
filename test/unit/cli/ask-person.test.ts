import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { askPerson } from '../../../cli/ask-person.ts'
import { sink } from './terminal.ts'

describe('whoever is asked', () => {
  test.each([
    ['y\n', true],
    ['Yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
  ])('says %j: %s', async (typed, expected) => {
    const input = new PassThrough()
    const { stream, text } = sink()
    const answer = askPerson(input, stream, 'Shall it?')
    input.write(typed)
    expect(await answer).toBe(expected)
    expect(text()).toContain('Shall it? [y/N]')
  })

  test('and goes away without a word has not agreed', async () => {
    const input = new PassThrough()
    const answer = askPerson(input, sink().stream, 'Shall it?')
    input.end()
    expect(await answer).toBe(false)
  })
})
