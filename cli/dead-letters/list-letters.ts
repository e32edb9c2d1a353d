import type { DeploymentOptions } from '../deployment.ts'
import type { CommandResult, Session } from '../session.ts'
import { lettersText } from './letter-text.ts'
import { findQueue, letterJson, openLetterbox, readAll } from './letterbox.ts'

export interface ListOptions extends DeploymentOptions {
  readonly queue?: string | undefined
}

/** Lists every dead letter of the deployment, or of one of its queues. */
export async function listLetters(session: Session, options: ListOptions): Promise<CommandResult> {
  const box = await openLetterbox(session, options)
  const queues = options.queue === undefined ? box.queues : [findQueue(box, options.queue)]
  const letters = await readAll(box, queues)
  return {
    ending: 'done',
    json: {
      queues: queues.map(({ name, url, waiting, source }) => ({
        name,
        url,
        waiting,
        source: source?.url ?? null,
      })),
      letters: letters.map((letter) => letterJson(letter)),
    },
    text: (style) => lettersText(style, letters, { ...box, queues }),
  }
}
