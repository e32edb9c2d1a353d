import type { DeadLetterQueue } from '../../shared/dead-letters/find-queues.ts'
import { lostStart } from '../../shared/dead-letters/explain-start.ts'
import type { RedrivenLetter } from '../../shared/dead-letters/redrive-executions.ts'
import { redriveExecutions } from '../../shared/dead-letters/redrive-executions.ts'
import { isAboutExecution } from '../../shared/dead-letters/way-back.ts'
import { cleanMessage } from '../../shared/report/clean-message.ts'
import { countText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import type { CommandResult } from '../session.ts'
import type { Letterbox, ReadLetter } from './letterbox.ts'
import { letterJson, readAll } from './letterbox.ts'

/**
 * Has the executions go on whose letters wait in a queue that comes from no other, and starts those that no schedule could.
 *
 * @param id the beginning of that of one letter; all of them without it
 * @throws CommandError when none of them is about an execution, or there is no such letter
 */
export async function redriveUnsourced(
  box: Letterbox,
  queue: DeadLetterQueue,
  id: string | undefined,
): Promise<CommandResult> {
  const letters = (await readAll(box, [queue])).filter((letter) => letter.id.startsWith(id ?? ''))
  if (id === undefined && letters.length === 0) return nothingIn(queue)
  if (id !== undefined && letters.length !== 1) throw notOne(box, queue, { id, found: letters.length })
  const about = letters.filter(isAboutExecution)
  if (about.length === 0) throw nowhereTo(box, queue)
  return resultOf(queue.name, await redriveExecutions(box, queue.url, about))
}

function notOne(
  { place }: Letterbox,
  { name }: DeadLetterQueue,
  { id, found }: { readonly id: string; readonly found: number },
): CommandError {
  return new CommandError({
    what: `${found === 0 ? 'No' : 'More than one'} letter of ${name} has an id that begins with ${id}.`,
    advice: `\`holdfast dead-letters list --queue ${name}${place}\` lists them.`,
    ending: 'nothingFound',
  })
}

function nowhereTo({ place }: Letterbox, { name }: DeadLetterQueue): CommandError {
  return new CommandError({
    what: `What waits in ${name} comes from no queue that could take it back.`,
    advice: `\`holdfast dead-letters list --queue ${name}${place}\` and \`show\` say what to do instead; \`drop\` deletes it then.`,
    ending: 'refused',
  })
}

type End = RedrivenLetter<ReadLetter>

function resultOf(queue: string, ends: readonly End[]): CommandResult {
  const refused = ends.filter(({ refusal }) => refusal !== undefined)
  const redriven = ends.filter(({ refusal }) => refusal === undefined)
  return {
    ending: endingOf(redriven, refused),
    json: {
      queue,
      redriven: redriven.map(({ letter }) => letterJson(letter)),
      refused: refused.map(({ letter, refusal }) => ({ ...letterJson(letter), refusal: reason(refusal) })),
    },
    text: () => endsText(redriven, refused),
  }
}

function nothingIn({ name, waiting }: DeadLetterQueue): CommandResult {
  const unseen = `SQS counts about ${waiting} in ${name}, and none could be read: somebody else may be reading them.`
  const text = waiting === 0 ? `Nothing waits in ${name}.` : unseen
  return {
    ending: 'nothingFound',
    json: { queue: name, redriven: [], refused: [] },
    text: () => text,
  }
}

function endingOf(redriven: readonly End[], refused: readonly End[]): CommandResult['ending'] {
  if (refused.length === 0) return 'done'
  return redriven.length > 0 ? 'partly' : 'refused'
}

function endsText(redriven: readonly End[], refused: readonly End[]): string {
  const started = redriven.filter(({ letter }) => lostStart(letter) !== undefined).length
  const wentOn = redriven.length - started
  const lines = refused.map(
    ({ letter, refusal }) => `  ${letter.id.slice(0, 8)}  ${letter.what}\n            ${reason(refusal)}`,
  )
  const stays = `${countText(refused.length, 'letter')} stay${refused.length === 1 ? 's' : ''}; \`show\` says what does instead, \`drop\` deletes it then:`
  return [
    ...(started > 0 ? [`${countText(started, 'execution')} ${started === 1 ? 'is' : 'are'} started.`] : []),
    ...(wentOn > 0 || started === 0
      ? [
          `${countText(wentOn, 'execution')} ${wentOn === 1 ? 'goes' : 'go'} on. What fails again comes here again.`,
        ]
      : []),
    ...(refused.length === 0 ? [] : [stays, ...lines]),
  ].join('\n')
}

function reason(refusal = ''): string {
  return cleanMessage(refusal)
}
