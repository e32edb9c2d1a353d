import { EXIT_CODES } from './exit-codes.ts'
import { printable } from './print.ts'

/** What is said on stderr, and the exit code, when stdout takes no more. */
export interface Unwritten {
  readonly text: string
  readonly exitCode: number
}

/** What to do for the output. */
const ADVICE = 'Make room, or send it elsewhere.'

/**
 * How the process ends when its output cannot be written: the disk is full, the device is gone. What the command itself
 * ended with counts more than that.
 *
 * @param ended the exit code of the command; nothing while it is at work
 * @returns nothing to say for a reader such as `head` that has read enough: that is no failure
 */
export function unwritten(
  { code, message }: NodeJS.ErrnoException,
  ended: NodeJS.Process['exitCode'],
): Unwritten {
  const own = Number(ended ?? EXIT_CODES.done)
  if (code === 'EPIPE') return { text: '', exitCode: own }
  const what = `holdfast: The output could not be written: ${message}.`
  return { text: `${printable(what)}\n${adviceAfter(ended)}\n`, exitCode: own || EXIT_CODES.failed }
}

function adviceAfter(ended: NodeJS.Process['exitCode']): string {
  if (ended === undefined || ended === null) return ADVICE
  if (ended === EXIT_CODES.done) return `What the command does is done; only its output is missing. ${ADVICE}`
  return `The command itself ended with ${ended}. ${ADVICE}`
}
