import { HoldfastError } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'
import type { DeadLetter, DeadLetterApi, ExecutionsApi } from './dead-letter-ports.ts'
import { whyNotRedriven } from './explain-execution.ts'
import type { LostStart } from './explain-start.ts'
import { lostStart } from './explain-start.ts'
import type { FailedExecution } from './failed-execution.ts'
import { failedExecution, machineOfStack } from './failed-execution.ts'
import { dropLetters } from './read-letters.ts'

/** What became of a letter whose execution was to be redriven. */
export interface RedrivenLetter<Letter extends DeadLetter = DeadLetter> {
  readonly letter: Letter
  /** Why its execution was not redriven; `undefined` when it was. The letter stays then. */
  readonly refusal?: string
}

/** The way to the letters and to what they are about. */
export interface RedrivePorts {
  readonly api: DeadLetterApi
  readonly executions: ExecutionsApi
  readonly clock: Pick<Clock, 'now'>
  /** Name of the deployment: of no other's state machine an execution is started or goes on. */
  readonly stack: string
}

/**
 * Has Step Functions go on with the executions that letters are about, or start those that a schedule could not, and
 * removes the letters of those that do. The letter goes last: one that stays behind is refused when it is redriven once
 * more, for its execution runs or succeeded; an execution that is started once more has the same name.
 *
 * @param letters of this queue, each about an execution
 * @throws HoldfastError when a letter cannot be removed
 */
export async function redriveExecutions<Letter extends DeadLetter>(
  ports: RedrivePorts,
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

const NOT_OURS = 'It is about no state machine of the deployment.'

interface Redriving extends RedrivePorts {
  /** Executions that went on already. */
  readonly wentOn: Set<string>
}

async function redriveOne<Letter extends DeadLetter>(
  ports: Redriving,
  letter: Letter,
): Promise<RedrivenLetter<Letter>> {
  try {
    const refusal = await goOn(ports, letter)
    return refusal === undefined ? { letter } : { letter, refusal }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { letter, refusal: error.message }
  }
}

/** Why it does not go on; `undefined` when it does. */
async function goOn(ports: Redriving, letter: DeadLetter): Promise<string | undefined> {
  const start = lostStart(letter)
  if (start !== undefined) return await startAgain(ports, start, letter.id)
  const execution = failedExecution(letter)
  if (execution === undefined) return 'It is about no execution.'
  if (ports.wentOn.has(execution.arn)) return undefined
  const refusal = await refusalOf(ports, execution)
  if (refusal !== undefined) return refusal
  await ports.executions.redrive(execution.arn)
  ports.wentOn.add(execution.arn)
  return undefined
}

/** Whoever writes into the queue must not choose what goes on: whose it is its ARN says. */
async function refusalOf(
  { executions, clock, stack }: RedrivePorts,
  execution: FailedExecution,
): Promise<string | undefined> {
  const machine = machineOfStack(execution.arn, stack)
  if (machine === undefined) return NOT_OURS
  const refusal = whyNotRedriven(execution, clock.now())
  if (refusal !== undefined || machine !== 'restore') return refusal
  // Only of a restore it matters how it ended: Step Functions says so, whatever the letter says.
  const status = await executions.readStatus(execution.arn)
  return whyNotRedriven({ ...execution, status }, clock.now())
}

/** Whoever writes into the queue must not choose what an operator starts; no schedule starts a restore. */
async function startAgain(
  { executions, stack }: RedrivePorts,
  start: LostStart,
  letterId: string,
): Promise<string | undefined> {
  const machine = machineOfStack(start.machine, stack)
  if (machine === undefined) return NOT_OURS
  if (machine === 'restore') return 'No schedule starts a restore: whoever wants one asks for it.'
  await executions.start({ ...start, name: `redriven-${letterId}` })
  return undefined
}
