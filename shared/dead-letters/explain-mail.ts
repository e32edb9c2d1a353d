import * as z from 'zod'
import type { DeadLetter } from './dead-letter-ports.ts'
import type { DeadLetterQueue } from './find-queues.ts'
import { jsonOf } from './json-of.ts'

/** What SNS keeps of what it could not deliver (SNS developer guide, "Parsing message formats"). */
const Notification = z.object({
  Type: z.literal('Notification'),
  Subject: z.string().optional(),
  Timestamp: z.string().optional(),
})

interface Words {
  readonly what: string
  readonly why: string
  readonly redrive: string
}

/** An e-mail that SNS could not send, in words; `undefined` for any other letter. */
export function explainMail(
  { body }: Pick<DeadLetter, 'body'>,
  { name }: Pick<DeadLetterQueue, 'name'>,
): Words | undefined {
  if (name !== 'email') return undefined
  const { success, data } = Notification.safeParse(jsonOf(body))
  const { Subject: subject, Timestamp: at } = success ? data : {}
  const of = at === undefined ? '' : ` of ${at}`
  return {
    what: `An e-mail${of} that did not arrive${subject === undefined ? '' : `: ${subject}`}`,
    why: 'SNS could not deliver it, and does not say why: what may pass it tries for six hours, what is refused for good once.',
    redrive:
      'SQS cannot give it back to SNS: read it here, with --body. Look whether the address (parameter AlertEmail) is still right and its mailbox takes mail, then drop it.',
  }
}
