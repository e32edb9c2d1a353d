import { objectOf } from '../model/members.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'

/**
 * Members by which AWS's services say that something is switched off, each under its own name (API references of
 * EventBridge, Scheduler, Pipes, IoT, SES, Secrets Manager). Letter case differs from API to API.
 */
const SWITCHES: Readonly<Record<string, JsonValue>> = {
  state: 'disabled',
  desiredstate: 'stopped',
  status: 'disabled',
  enabled: false,
  ruledisabled: true,
  rotationenabled: false,
}

/** What holds the switch when it is not on top: an answer that wraps what it describes. */
const HOLDERS = ['Rule', 'rule', 'Schedule', 'schedule', 'Pipe', 'TopicRule', 'topicRulePayload']

/**
 * Members that say which of a source's events reach the function. By name alone, so that a new kind of trigger needs
 * no line here if it names things as AWS does; the first ones that are there are shown.
 */
const FILTERS = new Set([
  'events',
  'filter',
  'filters',
  'filtercriteria',
  'filterpattern',
  'filterpolicy',
  'eventpattern',
  'scheduleexpression',
  'routekey',
  'routes',
  'methods',
  'httpmethod',
  'path',
  'resourcepath',
  'sql',
  'recipients',
])

/** Longer texts are cut: it is one column of a table. Characters. */
const LONGEST = 72

/** Members above this are not looked into. */
const DEEPEST = 3

/** Whether settings say that what they are of is switched off. Most kinds have no switch: they are on. */
export function isSwitchedOff(settings: JsonObject): boolean {
  const holders = [settings, ...HOLDERS.map((name) => objectOf(settings, name))]
  return holders.some((holder) =>
    Object.entries(holder).some(([name, value]) => SWITCHES[name.toLowerCase()] === lower(value)),
  )
}

/** What of a source reaches the function, in one short line; `undefined` when nothing is filtered. */
export function filterText(settings: JsonObject): string | undefined {
  const found = filtersIn(settings, DEEPEST).map(valueText)
  const text = found.filter((one) => one !== '').join(' ')
  if (text === '') return undefined
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

function filtersIn(holder: JsonObject, depth: number): readonly JsonValue[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    if (FILTERS.has(name.toLowerCase())) return [value]
    return depth > 1 && isObject(value) ? filtersIn(value, depth - 1) : []
  })
}

function valueText(value: JsonValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return value.replaceAll(/\s+/g, ' ').trim()
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return isPlainList ? value.join(',') : JSON.stringify(value)
}

function lower(value: JsonValue): JsonValue {
  return typeof value === 'string' ? value.toLowerCase() : value
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
