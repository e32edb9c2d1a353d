import { HoldfastError } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'
import type { DeadLetter, DeadLetterApi, ExecutionsApi } from './dead-letter-ports.ts'
import { whyNotRedriven } from './explain-execution.ts'
import { failedExecution } from './failed-execution.ts'
import { dropLetters } from './read-letters.ts'

/** What became of a letter whose execution was to be redriven. */
export interface RedrivenLetter<Letter extends DeadLetter = DeadLetter> {
  readonly letter: Letter
  /** Why its execution was not redriven; `undefined` when it was. The letter stays then. */
  readonly refusal?: string
}

/**
 * Has Step Functions go on with the executions that letters are about, and removes the letters of those that do. The
 * letter goes last: one that stays behind is refused when it is redriven once more, for its execution runs or succeeded.
 *
 * @param letters of this queue, each about an execution
 * @throws HoldfastError when a letter cannot be removed
 */
export async function redriveExecutions<Letter extends DeadLetter>(
  ports: {
    readonly api: DeadLetterApi
    readonly executions: ExecutionsApi
    readonly clock: Pick<Clock, 'now'>
  },
  url: string,
  letters: readonly Letter[],
): Promise<readonly RedrivenLetter<Letter>[]> {
  const ends: RedrivenLetter<Letter>[] = []
  // EventBridge delivers an event at least once: two letters may be about one execution.
  const wentOn = new Set<string>()
  for (const letter of letters) ends.push(await redriveOne({ ...ports, wentOn }, letter))
  const done = ends.flatMap(({ letter, refusal }) => (refusal === undefined ? [letter.id] : []))
  if (done.length > 0) await dropLetters(ports.api, url, new Set(done))
  return ends
}

async function redriveOne<Letter extends DeadLetter>(
  {
    executions,
    clock,
    wentOn,
  }: {
    readonly executions: ExecutionsApi
    readonly clock: Pick<Clock, 'now'>
    readonly wentOn: Set<string>
  },
  letter: Letter,
): Promise<RedrivenLetter<Letter>> {
  const execution = failedExecution(letter)
  if (execution === undefined) return { letter, refusal: 'It is about no execution.' }
  if (wentOn.has(execution.arn)) return { letter }
  const refusal = whyNotRedriven(execution, clock.now())
  if (refusal !== undefined) return { letter, refusal }
  try {
    await executions.redrive(execution.arn)
    wentOn.add(execution.arn)
    return { letter }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { letter, refusal: error.message }
  }
}
