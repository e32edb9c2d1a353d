import type { CallInput } from './call-input.ts'

/** Members of an input that say which resource is meant; never a secret. */
const NAMES_RESOURCE =
  /(?:Arn|ARN|Name|Url|URL|Id|Bucket|Key|Qualifier|Resource|Rule|UUID|Version(?:Number)?)$/
const NAMES_SECRET = /AccessKeyId|Token|Secret|Password|PrivateKey|SSECustomerKey|TagKey/i
const LONGEST = 2048

/**
 * What a call was about, as hints for a person or a test: `{ FunctionName: 'shop' }`, `{ Bucket: 'b', Key: 'k' }`.
 * URLs lose their query, which may hold a signature.
 */
export function resourceHints(input: CallInput): Readonly<Record<string, string>> {
  const hints: Record<string, string> = {}
  for (const [name, value] of Object.entries(input)) {
    if (typeof value !== 'string' || value.length > LONGEST) continue
    if (NAMES_RESOURCE.test(name) && !NAMES_SECRET.test(name)) hints[name] = value.replace(/\?X-Amz-.*$/s, '')
  }
  return hints
}
