import type { HttpBinding } from './http-binding.ts'
import type { RequestHead } from './request-head.ts'
import type { Operation } from './service-model.ts'

/** A REST call found: its operation and what its path holds, decoded. */
export interface RestMatch {
  readonly operation: Operation
  readonly labels: Readonly<Record<string, string>>
}

/** A path cut into segments, and whether something of it (a bucket) was taken away before. */
export interface RestPath {
  readonly segments: readonly string[]
  readonly inHost: boolean
}

/**
 * Finds the operation that a REST request calls. Several may fit (`PUT /key` is PutObject, and with `partNumber`
 * UploadPart): the one that asks for most of what the request has is meant, as AWS's own routers decide.
 */
export function matchRest(
  operations: Iterable<Operation>,
  head: RequestHead,
  path: RestPath,
): RestMatch | undefined {
  let best: { match: RestMatch; score: number } | undefined
  for (const operation of operations) {
    if (operation.http === undefined || !fits(operation.http, head, path)) continue
    const labels = matchSegments(operation.http.segments, path.segments)
    const score = labels && specificity(operation.http, head)
    if (labels && score !== undefined && score > (best?.score ?? -1))
      best = { match: { operation, labels }, score }
  }
  return best?.match
}

function fits(http: HttpBinding, { method, query, headers }: RequestHead, path: RestPath): boolean {
  return (
    http.method === method &&
    http.inHost === path.inHost &&
    http.literals.every(([name, value]) => query.get(name) === value) &&
    http.requiredQuery.every((name) => query.has(name)) &&
    http.requiredHeaders.every((name) => headers[name] !== undefined)
  )
}

/** Weights: the SDK's own hint before literals, literals before required members, fixed segments last. */
function specificity(http: HttpBinding, { query }: RequestHead): number {
  const hinted = http.id !== undefined && http.id === query.get('x-id') ? 1000 : 0
  const required = http.requiredQuery.length + http.requiredHeaders.length
  const fixed = http.segments.filter((segment) => !segment.startsWith('{')).length
  return hinted + http.literals.length * 100 + required * 10 + fixed
}

function matchSegments(
  template: readonly string[],
  actual: readonly string[],
): Record<string, string> | undefined {
  const greedy = template.findIndex((segment) => segment.endsWith('+}'))
  if (greedy === -1) return template.length === actual.length ? matchEach(template, actual) : undefined
  const after = template.length - greedy - 1
  const end = actual.length - after
  if (end <= greedy) return undefined
  const rest = actual.slice(greedy, end).join('/')
  return matchEach(template, [...actual.slice(0, greedy), rest, ...actual.slice(end)])
}

function matchEach(
  template: readonly string[],
  actual: readonly string[],
): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  for (const [index, pattern] of template.entries()) {
    const segment = actual[index] ?? ''
    const label = /^\{(.+?)\+?\}$/.exec(pattern)?.[1]
    if (label === undefined && segment !== pattern) return undefined
    if (label !== undefined) labels[label] = decode(segment)
  }
  return labels
}

/** A path that is not well encoded is taken as it stands: it is the emulator's to refuse. */
function decode(segment: string): string {
  return /%(?![0-9a-f]{2})/i.test(segment) ? segment : decodeURIComponent(segment)
}
