import type { MoveTask } from '../../shared/dead-letters/dead-letter-ports.ts'
import type { DeadLetterQueue } from '../../shared/dead-letters/find-queues.ts'
import { redriveQueue } from '../../shared/dead-letters/redrive.ts'
import { countText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import type { DeploymentOptions } from '../deployment.ts'
import type { Ending } from '../exit-codes.ts'
import type { CommandResult, Session } from '../session.ts'
import type { Letterbox } from './letterbox.ts'
import { findQueue, openLetterbox } from './letterbox.ts'

const ENDINGS: Readonly<Record<string, Ending>> = { COMPLETED: 'done', RUNNING: 'done' }

/** Gives all messages of a queue back, and waits for the end of it, a minute at most. */
export async function redriveLetters(
  session: Session,
  name: string,
  options: DeploymentOptions,
): Promise<CommandResult> {
  const box = await openLetterbox(session, options)
  const queue = findQueue(box, name)
  if (queue.source === undefined) throw nowhereTo(box, queue)
  if (queue.waiting === 0)
    return {
      ending: 'nothingFound',
      json: { queue: name, moved: 0 },
      text: () => `Nothing waits in ${name}.`,
    }
  const task = await redriveQueue({ api: box.api, clock: session.world.clock }, queue)
  return {
    ending: ENDINGS[task.status] ?? 'partly',
    json: { queue: name, ...task },
    text: () => moveText(name, task),
  }
}

function nowhereTo({ place }: Letterbox, { name }: DeadLetterQueue): CommandError {
  return new CommandError({
    what: `What waits in ${name} comes from no queue that could take it back.`,
    advice: `\`holdfast dead-letters list --queue ${name}${place}\` and \`show\` say what to do instead; \`drop\` deletes it then.`,
    ending: 'refused',
  })
}

function moveText(name: string, { status, moved, failure }: MoveTask): string {
  const back = `${countText(moved, 'message')} of ${name}`
  if (status === 'COMPLETED') return `${back} went back. What fails again comes here again.`
  if (status === 'RUNNING') return `${back} went back so far; SQS goes on with it.`
  return `${back} went back, then SQS stopped: ${failure ?? status.toLowerCase()}.`
}
