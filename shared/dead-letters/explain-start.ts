import * as z from 'zod'
import type { DeadLetter } from './dead-letter-ports.ts'
import { executionText } from './explain-execution.ts'
import { machineOf } from './failed-execution.ts'
import { jsonOf } from './json-of.ts'

/** What EventBridge Scheduler says of a start that it could not make (user guide, "Retrieve the dead-letter event"). */
const Start = z.object({
  SCHEDULE_ARN: z.string(),
  TARGET_ARN: z.string(),
  SCHEDULED_TIME: z.string().optional(),
})

/** The request that Scheduler made, where the body is that and not the input alone. */
const Request = z.object({ StateMachineArn: z.string(), Input: z.string() })

/** Of a state machine. */
const MACHINE = /^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:/

/** The one function that a schedule invokes by itself is the watch for unusual activity. */
const FUNCTION = /^arn:[\w-]+:lambda:/

/** An execution that a schedule could not start. */
export interface LostStart {
  /** ARN of the state machine. */
  readonly machine: string
  readonly input: string
}

/** The execution that a schedule could not start; `undefined` for any other letter. */
export function lostStart({
  attributes,
  body,
}: Pick<DeadLetter, 'attributes' | 'body'>): LostStart | undefined {
  const { success, data } = Start.safeParse(attributes)
  if (!success) return undefined
  const request = Request.safeParse(jsonOf(body))
  const { StateMachineArn: machine, Input: input } = request.success
    ? request.data
    : { StateMachineArn: data.TARGET_ARN, Input: body }
  return MACHINE.test(machine) ? { machine, input } : undefined
}

/** Something that a schedule could not start, in words; `undefined` for any other letter. */
export function explainStart(
  letter: Pick<DeadLetter, 'attributes' | 'body'>,
): { readonly what: string; readonly redrive: string } | undefined {
  const { success, data } = Start.safeParse(letter.attributes)
  if (!success) return undefined
  const schedule = data.SCHEDULE_ARN.split('/').at(-1)
  const at = data.SCHEDULED_TIME === undefined ? '' : ` for ${data.SCHEDULED_TIME}`
  if (FUNCTION.test(data.TARGET_ARN))
    return {
      what: `A look for unusual activity that the schedule ${schedule} could not start${at}.`,
      redrive:
        'SQS cannot give it back to Scheduler. The next look, within five minutes, sees the same: drop it.',
    }
  const start = lostStart(letter)
  const machine = start && machineOf(start.machine)
  return {
    what: `${executionText(machine)} that the schedule ${schedule} could not start${at}.`,
    redrive:
      machine === undefined || machine === 'restore'
        ? 'Nobody knows what to start: the next start by the schedule makes it good. Drop it.'
        : 'It is started now, as the schedule would have, and the letter is removed. What one start missed the next one finds too.',
  }
}
