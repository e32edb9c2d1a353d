import type { DeploymentOptions } from '../deployment.ts'
import type { CommandResult, Session } from '../session.ts'
import { letterText } from './letter-text.ts'
import { findLetter, letterJson, openLetterbox } from './letterbox.ts'

export interface ShowOptions extends DeploymentOptions {
  /** Whether the message is shown as it is. */
  readonly body: boolean
}

/** Shows one dead letter, and what redriving it would do. */
export async function showLetter(session: Session, id: string, options: ShowOptions): Promise<CommandResult> {
  const letter = await findLetter(await openLetterbox(session, options), id)
  return {
    ending: 'done',
    json: { letter: letterJson(letter, options.body) },
    text: (style) => letterText(style, letter, options.body),
  }
}
