import type { CallInput } from './call-input.ts'

/** The environment is there, and empty: CloudTrail shows that a function has one, never what is in it. */
const SHOWS_ENVIRONMENT = /^(?:CreateFunction|UpdateFunctionConfiguration)$/
const RETURNS_FUNCTION = /^(?:CreateFunction|UpdateFunction(?:Code|Configuration)|PublishVersion)$/

/**
 * What Lambda's events have beside the parameters: an empty environment, and for UpdateFunctionCode by ARN the
 * ARN in its parts. Seen in recorded events.
 * @param written the parameters in CloudTrail's spelling
 */
export function lambdaParameters(
  operation: string,
  input: CallInput,
  written: Record<string, unknown>,
): Record<string, unknown> {
  const environment = SHOWS_ENVIRONMENT.test(operation) ? { environment: {} } : {}
  const qualified = operation === 'UpdateFunctionCode' ? qualifiedArn(input['FunctionName']) : {}
  return { ...written, ...environment, ...qualified }
}

/** The counterpart for what Lambda answered. */
export function lambdaResponse(operation: string, written: Record<string, unknown>): Record<string, unknown> {
  return RETURNS_FUNCTION.test(operation) ? { ...written, environment: {} } : written
}

function qualifiedArn(name: unknown): object {
  const parts = typeof name === 'string' ? name.split(':') : []
  const [, partition, , region, account, , functionName, qualifier] = parts
  if (functionName === undefined) return {}
  return {
    fullyQualifiedArn: {
      arnPrefix: { partition, region, account },
      relativeId: { functionName },
      functionQualifier: qualifier === undefined ? {} : { functionQualifier: qualifier },
    },
  }
}
