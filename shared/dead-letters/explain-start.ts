import * as z from 'zod'
import type { DeadLetter } from './dead-letter-ports.ts'
import { jsonOf } from './json-of.ts'

/** What EventBridge Scheduler says of a start that it could not make (user guide, "Retrieve the dead-letter event"). */
const Start = z.object({
  SCHEDULE_ARN: z.string(),
  TARGET_ARN: z.string(),
  SCHEDULED_TIME: z.string().optional(),
})

/** The request that Scheduler made, where the body is that and not the input alone. */
const Request = z.object({ StateMachineArn: z.string(), Input: z.string() })

const MACHINE = /^arn:[\w-]+:states:([\w-]+):/

/** The one function that a schedule invokes by itself is the watch for unusual activity. */
const FUNCTION = /^arn:[\w-]+:lambda:/

/** A run, or a look for unusual activity, that a schedule could not start, in words; `undefined` for any other letter. */
export function explainStart({
  attributes,
  body,
}: Pick<DeadLetter, 'attributes' | 'body'>): { readonly what: string; readonly redrive: string } | undefined {
  const { success, data } = Start.safeParse(attributes)
  if (!success) return undefined
  const schedule = data.SCHEDULE_ARN.split('/').at(-1)
  const at = data.SCHEDULED_TIME === undefined ? '' : ` for ${data.SCHEDULED_TIME}`
  if (FUNCTION.test(data.TARGET_ARN))
    return {
      what: `A look for unusual activity that the schedule ${schedule} could not start${at}.`,
      redrive:
        'SQS cannot give it back to Scheduler. The next look, within five minutes, sees the same: drop it.',
    }
  return {
    what: `A run that could not be started by the schedule ${schedule}${at}.`,
    redrive: `SQS cannot give it back to Scheduler. ${startText(data.TARGET_ARN, body)} Then drop it.`,
  }
}

/** What one run missed the next one finds; who will not wait starts it now. */
function startText(target: string, body: string): string {
  const request = Request.safeParse(jsonOf(body))
  const { StateMachineArn: machine, Input: input } = request.success
    ? request.data
    : { StateMachineArn: target, Input: body }
  const region = MACHINE.exec(machine)?.[1]
  if (region === undefined) return 'The next run makes it good.'
  const quoted = input.replaceAll("'", String.raw`'\''`)
  return `The next run makes it good, or now: aws stepfunctions start-execution --state-machine-arn ${machine} --input '${quoted}' --region ${region}.`
}
