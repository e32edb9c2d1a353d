import type { CodeRef } from '../model/manifest.ts'
import type { FunctionDescription } from '../ports/lambda-api.ts'
import { codeOf } from './code-ref.ts'
import type { GapLog } from '../model/gaps.ts'
import { objectOf, textOf } from '../model/members.ts'
import { refusalReason } from './normalise.ts'

/** Where the code of `$LATEST` is; a gap where Lambda keeps no copy, may not read it, or does not say. */
export function readCode(description: FunctionDescription, gaps: GapLog): CodeRef | undefined {
  const error = objectOf(description.code, 'Error')
  const refusal = textOf(error, 'ErrorCode')
  const code = codeOf(description)
  if (code?.type === 'reference') {
    gaps.add('code', 'reference-mode', 'Lambda references the package in S3 and keeps no copy.')
  } else if (refusal !== undefined) {
    gaps.add('code', refusalReason(refusal), `${refusal}: ${textOf(error, 'Message') ?? ''}`)
    return undefined
  } else if (code === undefined) {
    gaps.add('code', 'rejected', 'Lambda does not say where the code is.')
  }
  return code
}
