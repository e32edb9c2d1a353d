import type { Call } from './call.ts'
import type { Answer } from './error-answer.ts'

/** What is answered where there is nothing: an empty list, or an error that says so. */
interface Nothing {
  readonly body: object
  /** Name of the error; an answer of HTTP 404. */
  readonly error?: string
}

/**
 * What services that the emulator does not have answer in an account that does not use them, by IAM prefix and
 * operation. Only those that are asked although nothing names them.
 */
const NOTHING: Readonly<Record<string, Readonly<Record<string, Nothing>>>> = {
  codepipeline: { ListPipelines: { body: { pipelines: [] } } },
  // Asked of each function whose plan captures event-data.
  schemas: {
    DescribeSchema: { error: 'NotFoundException', body: { Message: 'Schema does not exist.' } },
  },
}

/** @returns `undefined` for a call that is the emulator's to answer */
export function answerOfUnused({
  service,
  operation,
}: Pick<Call, 'service' | 'operation'>): Answer | undefined {
  const nothing = NOTHING[service.iamPrefix]?.[operation]
  if (nothing === undefined) return undefined
  const { error } = nothing
  const body = Buffer.from(JSON.stringify(nothing.body))
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'content-length': String(body.length) }
  if (error === undefined) return { status: 200, headers, body }
  return { status: 404, headers: { ...headers, 'x-amzn-errortype': error }, body }
}
