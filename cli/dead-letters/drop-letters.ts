import { dropLetters } from '../../shared/dead-letters/read-letters.ts'
import { countText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import { requirePerson } from '../require-person.ts'
import { confirm } from '../restore/confirm.ts'
import type { CommandResult, Session } from '../session.ts'
import { dropText } from './letter-text.ts'
import type { Letterbox, ReadLetter } from './letterbox.ts'
import { findLetter, findQueue, letterJson, openLetterbox, readAll } from './letterbox.ts'
import type { ListOptions } from './list-letters.ts'

export interface DropOptions extends ListOptions {
  readonly all: boolean
  readonly yes: boolean
}

/** Deletes one dead letter, or all that were shown, once a person agreed. */
export async function dropChosen(
  session: Session,
  id: string | undefined,
  options: DropOptions,
): Promise<CommandResult> {
  requireChoice(id, options)
  if (!options.yes) requirePerson(session)
  const box = await openLetterbox(session, options)
  const chosen = id === undefined ? await readAll(box, queuesOf(box, options)) : [await findLetter(box, id)]
  if (chosen.length === 0) return resultOf('nothingFound', [], 'Nothing waits.')
  const agreed = options.yes || (await confirm(session, dropText(chosen), 'Delete?'))
  if (!agreed) return resultOf('refused', [], 'Nothing was deleted.')
  return await carryOut(box, chosen)
}

function requireChoice(id: string | undefined, { all, queue }: DropOptions): void {
  if ((id !== undefined) !== all && (all || queue === undefined)) return
  throw new CommandError({
    what: 'It is not clear what shall be deleted.',
    advice: 'Name one dead letter by its id, or say --all, of one queue with --queue.',
    ending: 'usage',
  })
}

function queuesOf(box: Letterbox, { queue }: DropOptions): Letterbox['queues'] {
  return queue === undefined ? box.queues : [findQueue(box, queue)]
}

/** What came since the person agreed stays, and what is gone already is not counted. */
async function carryOut({ api, queues }: Letterbox, chosen: readonly ReadLetter[]): Promise<CommandResult> {
  const ids = new Set(chosen.map((letter) => letter.id))
  const own = queues.filter(({ name }) => chosen.some(({ queue }) => queue === name))
  const gone = (await Promise.all(own.map(({ url }) => dropLetters(api, url, ids)))).flat()
  const dropped = chosen.filter(({ id }) => gone.some((letter) => letter.id === id))
  const missed = chosen.length - dropped.length
  const more = missed === 0 ? '' : ` ${countText(missed, 'message')} could not be seen any more.`
  return resultOf(
    missed === 0 ? 'done' : 'partly',
    dropped,
    `Deleted ${countText(dropped.length, 'dead letter')}.${more}`,
  )
}

function resultOf(
  ending: CommandResult['ending'],
  dropped: readonly ReadLetter[],
  text: string,
): CommandResult {
  return { ending, json: { dropped: dropped.map((letter) => letterJson(letter)) }, text: () => text }
}
