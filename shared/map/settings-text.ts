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

/** What holds these members when they are not on top: an answer that wraps what it describes. */
const HOLDERS = ['Rule', 'RotationRules', 'SourceParameters']

/**
 * Members that say which of a source's events reach the function. By name alone, so that a new kind of trigger needs
 * no line here if it names things as AWS does.
 */
const FILTERS = new Set([
  'branches',
  'eventpattern',
  'events',
  'filter',
  'filtercriteria',
  'filterpattern',
  'filterpolicy',
  'httpmethod',
  'locales',
  'maximumexecutionfrequency',
  'on',
  'path',
  'recipients',
  'routes',
  'scheduleexpression',
  'scope',
  'sql',
  'stage',
  'states',
])

/** Longer texts are cut: it is one column of a table. Characters. */
const LONGEST = 72

/** Whether settings say that what they are of is switched off. Most kinds have no switch: they are on. */
export function isSwitchedOff(settings: JsonObject): boolean {
  return membersOf(settings).some(([name, value]) => SWITCHES[name.toLowerCase()] === lower(value))
}

/** What of a source reaches the function, in one short line; `undefined` when nothing is filtered. */
export function filterText(settings: JsonObject): string | undefined {
  const found = membersOf(settings).filter(([name]) => FILTERS.has(name.toLowerCase()))
  const text = found
    .map(([, value]) => valueText(value))
    .filter((one) => one !== '')
    .join(' ')
  if (text === '') return undefined
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

function membersOf(settings: JsonObject): readonly (readonly [name: string, value: JsonValue])[] {
  return [settings, ...HOLDERS.map((name) => objectOf(settings, name))].flatMap(Object.entries<JsonValue>)
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
