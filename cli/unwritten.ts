import { EXIT_CODES } from './exit-codes.ts'
import { printable } from './print.ts'

/** What is said on stderr, and the exit code, when stdout takes no more. */
export interface Unwritten {
  readonly text: string
  readonly exitCode: number
}

/**
 * How the process ends when its output cannot be written: the disk is full, the device is gone.
 *
 * @returns nothing to say for a reader such as `head` that has read enough: that is no failure
 */
export function unwritten({ code, message }: NodeJS.ErrnoException): Unwritten {
  if (code === 'EPIPE') return { text: '', exitCode: EXIT_CODES.done }
  const what = `holdfast: The output could not be written: ${message}.`
  const advice = 'What the command does is done; only its output is missing. Make room, or send it elsewhere.'
  return { text: `${printable(what)}\n${advice}\n`, exitCode: EXIT_CODES.failed }
}
