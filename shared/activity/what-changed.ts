import type { ChangedPart } from '../model/activity.ts'

/** What calls are about, by their documented names; the first that fits counts. */
const PARTS: readonly (readonly [RegExp, ChangedPart])[] = [
  [/^CreateFunction$/, 'created'],
  [/^DeleteFunction$/, 'deleted'],
  [/^UpdateFunctionCode$/, 'code'],
  [/^(?:Add|Remove|Put|Delete)\w*(?:Permission|Policy)$/, 'policy'],
  [/FunctionUrlConfig$/, 'url'],
  [/Concurrency(?:Config)?$/, 'concurrency'],
  [/EventInvokeConfig$/, 'event-settings'],
  [/EventSourceMapping$/, 'mapping'],
  [/^(?:Tag|Untag)Resource$/, 'tags'],
  [/Alias$/, 'alias'],
  [/^PublishVersion$/, 'version'],
  [/Configuration$|Config$/, 'configuration'],
]

/** CloudFront's calls are named alike for all that it has. */
const EDGE_PARTS: readonly (readonly [RegExp, ChangedPart])[] = [
  [/^Create/, 'created'],
  [/^Delete(?!Keys?$)/, 'deleted'],
  [/^(?:Tag|Untag)Resource$/, 'tags'],
  [/^UpdateFunction$|^PublishFunction$/, 'code'],
  [/^Update/, 'configuration'],
]

const EDGE_SOURCES: ReadonlySet<string> = new Set([
  'cloudfront.amazonaws.com',
  'edgekeyvaluestore.amazonaws.com',
])

/**
 * What a call was about, by its name: that is all that a record of CloudTrail reliably tells.
 *
 * @param source service that was called; `undefined` counts as Lambda
 */
export function whatChanged(event: string, source = 'lambda.amazonaws.com'): ChangedPart {
  const isEdge = EDGE_SOURCES.has(source)
  if (!isEdge && source !== 'lambda.amazonaws.com') return 'trigger'
  const parts = isEdge ? EDGE_PARTS : PARTS
  return parts.find(([name]) => name.test(event))?.[1] ?? 'other'
}
