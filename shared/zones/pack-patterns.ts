import canonicalize from 'canonicalize'
import type { JsonObject } from '../model/json.ts'
import type { SourceChanges } from '../triggers/kind.ts'

/** Characters that an event pattern may have (EventBridge quotas, "Event pattern size"). */
export const MAX_PATTERN = 2048

/** Calls of one service that matter: one alternative of a pattern. */
type Alternative = Pick<SourceChanges, 'eventSource' | 'eventNames' | 'detail'>

/**
 * The event patterns that let the calls of all kinds through: as few as fit EventBridge's quota. The same calls always
 * give the same patterns, in whatever order the kinds name them.
 *
 * @param changes what the kinds declare
 * @param forwarded services whose calls another rule forwards already: a second one would bring each event twice
 */
export function packPatterns(
  changes: readonly SourceChanges[],
  forwarded: readonly string[] = [],
): readonly JsonObject[] {
  const further = changes.filter(({ eventSource }) => !forwarded.includes(eventSource))
  const packs: Alternative[][] = []
  for (const alternative of merge(further).flatMap(cutToSize)) {
    const last = packs.at(-1)
    if (last !== undefined && fits([...last, alternative])) last.push(alternative)
    else packs.push([alternative])
  }
  return packs.map(patternOf)
}

/** One alternative for each service and narrowing; what is let through whole is not narrowed as well. */
function merge(changes: readonly SourceChanges[]): readonly Alternative[] {
  const groups = Map.groupBy(changes, ({ eventSource, detail = {} }) => canonicalize([eventSource, detail]))
  const merged = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const names = [first, ...others].flatMap(({ eventNames }) => eventNames)
    return [{ ...first, eventNames: [...new Set(names)].toSorted() }]
  })
  const whole = new Map(
    merged
      .filter(({ detail }) => detail === undefined)
      .map(({ eventSource, eventNames }) => [eventSource, eventNames]),
  )
  return merged
    .map((one) => (one.detail === undefined ? one : without(one, whole.get(one.eventSource) ?? [])))
    .filter(({ eventNames }) => eventNames.length > 0)
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)))
}

function without(alternative: Alternative, names: readonly string[]): Alternative {
  return { ...alternative, eventNames: alternative.eventNames.filter((name) => !names.includes(name)) }
}

/** An alternative with so many names that no pattern holds it becomes several. */
function cutToSize(alternative: Alternative): readonly Alternative[] {
  const { eventNames } = alternative
  if (fits([alternative]) || eventNames.length === 1) return [alternative]
  const middle = Math.ceil(eventNames.length / 2)
  const halves = [eventNames.slice(0, middle), eventNames.slice(middle)]
  return halves.flatMap((names) => cutToSize({ ...alternative, eventNames: names }))
}

function fits(alternatives: readonly Alternative[]): boolean {
  return JSON.stringify(patternOf(alternatives)).length <= MAX_PATTERN
}

function patternOf(alternatives: readonly Alternative[]): JsonObject {
  const sources = alternatives.map(({ eventSource }) => sourceOf(eventSource))
  return {
    source: [...new Set(sources)].toSorted(),
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { readOnly: [false], ...anyOf(alternatives.map(conditionOf)) },
  }
}

/** EventBridge refuses an `$or` of one (aws/event-ruler, JsonRuleCompiler, `parseIntoOrRelationship`). */
function anyOf(conditions: readonly JsonObject[]): JsonObject {
  const [only, ...others] = conditions
  return only !== undefined && others.length === 0 ? only : { $or: conditions }
}

function conditionOf({ eventSource, eventNames, detail }: Alternative): JsonObject {
  return { eventSource: [eventSource], eventName: [...eventNames], ...detail }
}

/** `sns.amazonaws.com` sends as `aws.sns` (EventBridge user guide, "Events from AWS services via CloudTrail"). */
function sourceOf(eventSource: string): string {
  return `aws.${eventSource.split('.')[0] ?? ''}`
}

function keyOf(alternative: Alternative): string {
  return canonicalize([alternative.eventSource, alternative.detail ?? null, alternative.eventNames]) ?? ''
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
