import * as z from 'zod'
import { documentedName, parseTrailEvent } from '../changes/trail-event.ts'
import { MalformedEventError } from '../errors.ts'
import { LogsEvent, readBatch } from '../log-delivery/log-batch.ts'
import { jsonOf } from './json-of.ts'

/** What Lambda says of an event that a function failed at (developer guide, "Invocation record"). */
const Invocation = z.object({
  requestContext: z.object({
    functionArn: z.string(),
    /** `RetriesExhausted`, `EventAgeExceeded`. */
    condition: z.string(),
    approximateInvokeCount: z.number().optional(),
  }),
  requestPayload: z.unknown(),
  responsePayload: z.object({ errorType: z.string(), errorMessage: z.string() }).optional().catch(undefined),
})
type Invocation = z.infer<typeof Invocation>

interface Content {
  readonly what: string
  readonly why: string
  readonly redrive: string
}

const LOOK = z.object({ look: z.literal(true) })

/** The function's own name, and not its version. */
const FUNCTION = /:function:([^:]+)/

/** An event that a function was tried with in vain, in words; `undefined` for any other letter. */
export function explainInvocation({ body }: { readonly body: string }): Content | undefined {
  const { success, data } = Invocation.safeParse(jsonOf(body))
  if (!success) return undefined
  const content = lookOf(data) ??
    linesOf(data) ??
    callOf(data) ?? {
      what: `An event that ${nameOf(data)} failed at.`,
      redrive: 'SQS cannot give it back to Lambda: drop it once it is dealt with.',
    }
  return { ...content, why: whyOf(data) }
}

type Words = Pick<Content, 'what' | 'redrive'>

function lookOf({ requestPayload }: Invocation): Words | undefined {
  if (!LOOK.safeParse(requestPayload).success) return undefined
  return {
    what: 'A look for unusual activity.',
    redrive: 'SQS cannot give it back to Lambda. The next look, within five minutes, sees the same: drop it.',
  }
}

function linesOf({ requestPayload }: Invocation): Words | undefined {
  const event = LogsEvent.safeParse(requestPayload)
  const batch = event.success ? attempt(() => readBatch(event.data)) : undefined
  if (batch === undefined || batch.logEvents.length === 0) return undefined
  const { logGroup, logEvents } = batch
  const times = logEvents.map(({ timestamp }) => timestamp)
  const from = new Date(Math.min(...times)).toISOString()
  const to = new Date(Math.max(...times)).toISOString()
  return {
    what: `${logEvents.length} lines of ${logGroup}, from ${from} to ${to}, that OpenSearch did not get.`,
    redrive:
      'SQS cannot give them back to Lambda. They are in CloudWatch Logs, and missing in OpenSearch: drop it.',
  }
}

function callOf({ requestPayload }: Invocation): Words | undefined {
  return explainCall(JSON.stringify(requestPayload))
}

/** A call on the vault, its key or a trail that the watch did not get to see; `undefined` for what is no call. */
export function explainCall(body: string): Words | undefined {
  const event = attempt(() => parseTrailEvent(body))
  if (event === undefined) return undefined
  const { eventName, awsRegion, eventTime, userIdentity } = event.detail
  const by = userIdentity?.arn === undefined ? '' : ` by ${userIdentity.arn}`
  return {
    what: `A call that the watch for unusual activity did not judge: ${documentedName(eventName)} in ${awsRegion}${by} at ${eventTime}.`,
    redrive: 'No queue takes it back: find out whether it was meant to be, then drop it.',
  }
}

function nameOf({ requestContext: { functionArn } }: Invocation): string {
  return FUNCTION.exec(functionArn)?.[1] ?? functionArn
}

function whyOf({
  requestContext: { condition, approximateInvokeCount: tries },
  responsePayload,
}: Invocation): string {
  const reason =
    responsePayload === undefined
      ? condition
      : `${responsePayload.errorType}: ${responsePayload.errorMessage}`
  return tries === undefined || tries === 1 ? reason : `${reason} (tried ${tries} times)`
}

/** What a payload is not is no failure. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedEventError) return undefined
    throw error
  }
}
