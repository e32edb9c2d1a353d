import { hasWayBack } from '../../shared/dead-letters/way-back.ts'
import { countText, timeText } from '../../shared/report/format.ts'
import { facts, table } from '../print.ts'
import type { Style } from '../print.ts'
import type { Letterbox, ReadLetter } from './letterbox.ts'

/** Characters of an id that a list shows: as good as always enough to tell letters apart. */
const ID_LENGTH = 8

/** Dead letters, one under the other: why each failed is a sentence that fits no column. */
export function lettersText(
  style: Style,
  letters: readonly ReadLetter[],
  { queues, place }: Pick<Letterbox, 'queues' | 'place'>,
): string {
  const counts = queues.map(({ name, waiting }) => [
    name,
    String(letters.filter(({ queue }) => queue === name).length),
    String(waiting),
  ])
  const blocks = [
    table(style, ['QUEUE', 'READ', 'WAITING'], counts),
    ...letters.map((letter) => briefText(style, letter)),
    ...unreadText(queues, letters),
  ]
  const next = `Next: holdfast dead-letters show <id>${place}, or ${lastWord(letters, queues)}${place}`
  return [...blocks, letters.length === 0 ? 'Nothing waits.' : next].join('\n\n')
}

/** What can be done with letters: `redrive` of the first queue of which something takes one back. */
function lastWord(letters: readonly ReadLetter[], queues: Letterbox['queues']): string {
  const back = letters.find((letter) =>
    queues.some((queue) => queue.name === letter.queue && hasWayBack(letter, queue)),
  )
  return back === undefined ? 'drop <id>' : `redrive ${back.queue}`
}

/** SQS counts about; a message that somebody is reading is counted and not seen. */
function unreadText(queues: Letterbox['queues'], letters: readonly ReadLetter[]): readonly string[] {
  return queues.flatMap(({ name, waiting }) => {
    const read = letters.filter(({ queue }) => queue === name).length
    return waiting <= read
      ? []
      : [
          `SQS counts about ${waiting} in ${name}, and ${read} could be read: somebody else may be reading the others.`,
        ]
  })
}

function briefText(style: Style, { id, queue, sentAt, what, why }: ReadLetter): string {
  const head = `${style.bold(id.slice(0, ID_LENGTH))}  ${queue}  since ${timeText(sentAt.toISOString())}`
  return [
    head,
    facts(style, [
      ['What', what],
      ['Why', why],
    ]),
  ].join('\n')
}

/** One letter, with what becomes of it. */
export function letterText(style: Style, letter: ReadLetter, withBody: boolean): string {
  const { id, queue, sentAt, what, why, redrive, body } = letter
  return facts(style, [
    ['Id', id],
    ['Queue', queue],
    ['Since', timeText(sentAt.toISOString())],
    ['What', what],
    ['Why', why],
    ['Redrive', redrive],
    ...(withBody ? [['Message', body] as const] : []),
  ])
}

/** What was deleted, or would be. */
export function dropText(letters: readonly ReadLetter[]): string {
  return [
    `${countText(letters.length, 'dead letter')} to delete for good:`,
    ...letters.map(({ id, queue, what }) => `  ${id.slice(0, ID_LENGTH)}  ${queue}  ${what}`),
  ].join('\n')
}
