import type { MoveTask } from '../../shared/dead-letters/dead-letter-ports.ts'
import { redriveQueue } from '../../shared/dead-letters/redrive.ts'
import { countText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import type { DeploymentOptions } from '../deployment.ts'
import type { Ending } from '../exit-codes.ts'
import type { CommandResult, Session } from '../session.ts'
import { findQueue, openLetterbox } from './letterbox.ts'
import { redriveUnsourced } from './redrive-unsourced.ts'

const ENDINGS: Readonly<Record<string, Ending>> = { COMPLETED: 'done', RUNNING: 'done' }

/**
 * Gives all messages of a queue back, and waits for the end of it, a minute at most. Executions come from no queue: Step
 * Functions goes on with each of them.
 *
 * @param id the beginning of that of one letter; of executions alone
 */
export async function redriveLetters(
  session: Session,
  { queue: name, id }: { readonly queue: string; readonly id?: string | undefined },
  options: DeploymentOptions,
): Promise<CommandResult> {
  const box = await openLetterbox(session, options)
  const queue = findQueue(box, name)
  if (queue.source === undefined) return await redriveUnsourced(box, queue, id)
  if (id !== undefined) throw wholeQueue(name)
  if (queue.waiting === 0) return nothingIn(name)
  const task = await redriveQueue(box, queue)
  return {
    ending: ENDINGS[task.status] ?? 'partly',
    json: { queue: name, ...task },
    text: () => moveText(name, task),
  }
}

function nothingIn(name: string): CommandResult {
  const text = `Nothing waits in ${name}.`
  return { ending: 'nothingFound', json: { queue: name, moved: 0 }, text: () => text }
}

function wholeQueue(name: string): CommandError {
  return new CommandError({
    what: `SQS gives back all of ${name}, and no message by itself.`,
    advice: `Drop those that shall not come again, then redrive ${name}.`,
    ending: 'usage',
  })
}

function moveText(name: string, { status, moved, failure }: MoveTask): string {
  const back = `${countText(moved, 'message')} of ${name}`
  if (status === 'COMPLETED') return `${back} went back. What fails again comes here again.`
  if (status === 'RUNNING') return `${back} went back so far; SQS goes on with it.`
  return `${back} went back, then SQS stopped: ${failure ?? status.toLowerCase()}.`
}
