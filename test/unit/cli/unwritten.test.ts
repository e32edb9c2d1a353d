import { expect, test } from '@jest/globals'
import { unwritten } from '../../../cli/unwritten.ts'

const failed = (code: string, message: string) => unwritten(Object.assign(new Error(message), { code }))

test('a reader that has read enough is no failure', () => {
  expect(failed('EPIPE', 'EPIPE: broken pipe, write')).toEqual({ text: '', exitCode: 0 })
})

test.each(['ENOSPC: no space left on device, write', 'EIO: i/o error, write'])(
  'output that cannot be written is told in two lines: %s',
  (message) => {
    const { text, exitCode } = failed(message.slice(0, message.indexOf(':')), message)
    expect(exitCode).toBe(1)
    expect(text).toBe(
      `holdfast: The output could not be written: ${message}.\nWhat the command does is done; only its output is missing. Make room, or send it elsewhere.\n`,
    )
  },
)
