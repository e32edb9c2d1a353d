import type { Call } from './call.ts'
import type { Answer } from './error-answer.ts'

/**
 * What services that the emulator does not have answer in an account that does not use them, by IAM prefix and
 * operation. Only those that are asked although nothing names them.
 */
const NOTHING: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  codepipeline: { ListPipelines: { pipelines: [] } },
}

/** @returns `undefined` for a call that is the emulator's to answer */
export function answerOfUnused({
  service,
  operation,
}: Pick<Call, 'service' | 'operation'>): Answer | undefined {
  const answer = NOTHING[service.iamPrefix]?.[operation]
  if (answer === undefined) return undefined
  const body = Buffer.from(JSON.stringify(answer))
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'content-length': String(body.length) }
  return { status: 200, headers, body }
}
