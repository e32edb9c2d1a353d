import { HttpResponse } from '@smithy/core/transport'
import { Readable } from 'node:stream'
import type { Call } from './call.ts'

/** How a call ended. */
export interface Outcome {
  readonly status: number
  readonly error: { readonly code: string; readonly message: string } | undefined
  /** What the service returned, in the shape of the SDK; missing for a failed call or an answer that was not kept. */
  readonly output: Readonly<Record<string, unknown>> | undefined
}

/** An answer as it went by. */
export interface SeenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** `undefined` when it was not kept. */
  readonly body: Buffer | undefined
}

/**
 * Reads an answer with the SDK's own protocol: outputs and errors come out as an SDK's caller would see them.
 * An answer that the SDK cannot read is told as its status alone.
 */
export async function readOutcome(call: Call, { status, headers, body }: SeenAnswer): Promise<Outcome> {
  if (call.schema === undefined || body === undefined) return bareOutcome(status, headers)
  const { model, operation } = call.schema
  const answer = new HttpResponse({
    statusCode: status,
    headers: { ...headers },
    body: Readable.from([body]),
  })
  try {
    return { status, error: undefined, output: await model.read(operation, answer) }
  } catch (error) {
    if (status < 300 || !(error instanceof Error)) return bareOutcome(status, headers)
    return { status, error: { code: error.name, message: error.message }, output: undefined }
  }
}

/** What can be told of an answer whose body was not kept. */
export function bareOutcome(status: number, headers: SeenAnswer['headers']): Outcome {
  const code = headers['x-amzn-errortype']?.replace(/^.*#|:.*$/g, '') ?? `Http${status}`
  return { status, error: status < 400 ? undefined : { code, message: '' }, output: undefined }
}
