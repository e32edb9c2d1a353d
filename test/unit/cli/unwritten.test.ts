import { expect, test } from '@jest/globals'
import { unwritten } from '../../../cli/unwritten.ts'

const failed = (code: string, message: string, ended?: number) =>
  unwritten(Object.assign(new Error(message), { code }), ended)

test.each([
  [undefined, 0],
  [0, 0],
  [6, 6],
])('a reader that has read enough is no failure, and hides none: after %j it ends with %j', (ended, code) => {
  expect(failed('EPIPE', 'EPIPE: broken pipe, write', ended)).toEqual({ text: '', exitCode: code })
})

test.each(['ENOSPC: no space left on device, write', 'EIO: i/o error, write'])(
  'output that cannot be written is told in two lines: %s',
  (message) => {
    const { text, exitCode } = failed(message.slice(0, message.indexOf(':')), message, 0)
    expect(exitCode).toBe(1)
    expect(text).toBe(
      `holdfast: The output could not be written: ${message}.\nWhat the command does is done; only its output is missing. Make room, or send it elsewhere.\n`,
    )
  },
)

test('a command that failed is not said to be done, and keeps its exit code', () => {
  const { text, exitCode } = failed('ENOSPC', 'ENOSPC: no space left on device, write', 5)
  expect(exitCode).toBe(5)
  expect(text).toContain('\nThe command itself ended with 5. Make room')
  expect(text).not.toContain('is done')
})

test('nor is one that is still at work', () => {
  const { text, exitCode } = failed('EIO', 'EIO: i/o error, write')
  expect(exitCode).toBe(1)
  expect(text).toBe(
    'holdfast: The output could not be written: EIO: i/o error, write.\nMake room, or send it elsewhere.\n',
  )
})
