import { textOf } from '../model/members.ts'
import type { SourceChange } from './kind.ts'

/** The AppSync API that a call names by `apiId`; an API that is new has none yet, and is found by the ARN of its function. */
export function appsyncApiOf({ partition, region, account, request }: SourceChange): readonly string[] {
  const id = textOf(request, 'apiId')
  return id === undefined ? [] : [`arn:${partition}:appsync:${region}:${account}:apis/${id}`]
}
