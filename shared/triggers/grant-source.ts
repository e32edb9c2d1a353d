import { parseArn } from '../model/arn.ts'
import { matchesIamPattern } from '../model/glob.ts'
import type { Grant } from './kind.ts'

/** The one source that a grant names exactly; `undefined` when it names none, or several by wildcard. */
export function exactSource({ sourceArn }: Grant): string | undefined {
  return sourceArn === undefined || /[*?]/.test(sourceArn) ? undefined : sourceArn
}

/** Whether a grant may mean this source: it names none, or a pattern (`*` and `?`, as IAM reads them) that the ARN fits. */
export function mayMean({ sourceArn, sourceAccount }: Grant, arn: string): boolean {
  const owner = parseArn(arn)?.account
  return fits(arn, sourceArn) && (owner === undefined || fits(owner, sourceAccount))
}

function fits(text: string, pattern: string | undefined): boolean {
  return pattern === undefined || matchesIamPattern(pattern, text)
}
