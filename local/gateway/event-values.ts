import type { NormalizedSchema } from '@smithy/core/schema'
import type { Call } from './call.ts'

/** What CloudTrail writes where it keeps a value to itself. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Members that hold a secret although no schema says so, by IAM prefix. Presigned URLs go in any case. */
const SECRET_MEMBERS: Readonly<Record<string, RegExp>> = {
  lambda: /^Location$/,
  cloudformation: /^(?:ParameterValue|TemplateBody)$/,
  sts: /Token$/,
  iam: /Password$/,
  ecr: /Token$/,
}

/** Members that CloudTrail hides although no schema calls them sensitive, by IAM prefix. */
const HIDDEN_MEMBERS: Readonly<Record<string, RegExp>> = {
  // Whoever subscribes could be a person's address; CloudTrail is said to hide it, whatever the protocol.
  sns: /^Endpoint$/,
}

/** What decides how a value is written, beside its schema. */
type Writer = Pick<Call['service'], 'iamPrefix'>

/**
 * Writes the members of an input or output as CloudTrail does: members of structures with a small first letter,
 * keys of maps as they are, times as Java prints them, bytes and secrets left out.
 */
export function eventValues(
  call: Call,
  schema: NormalizedSchema | undefined,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return writeStruct(call.service, schema, values)
}

function writeStruct(
  writer: Writer,
  schema: NormalizedSchema | undefined,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const members = new Map(schema?.isStructSchema() ? schema.structIterator() : [])
  const pairs = Object.entries(values)
    .filter(([name]) => name !== '$metadata' && !SECRET_MEMBERS[writer.iamPrefix]?.test(name))
    .map(([name, value]) => [lowerFirst(name), writeMember(writer, members, name, value)] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined))
}

function writeMember(
  writer: Writer,
  members: ReadonlyMap<string, NormalizedSchema>,
  name: string,
  value: unknown,
): unknown {
  if (HIDDEN_MEMBERS[writer.iamPrefix]?.test(name)) return HIDDEN
  return writeValue(writer, members.get(name), value)
}

function writeValue(writer: Writer, schema: NormalizedSchema | undefined, value: unknown): unknown {
  const traits = schema?.getMergedTraits()
  if (value === null || value === undefined || traits?.httpResponseCode === 1) return undefined
  if (schema !== undefined && traits?.sensitive === 1) return writeSensitive(writer, schema)
  if (Array.isArray(value)) return value.map((one) => writeValue(writer, elementOf(schema), one))
  if (value instanceof Date) return javaTime(value)
  if (value instanceof Uint8Array) return undefined
  if (typeof value === 'string') return /[?&]X-Amz-(?:Signature|Credential)=/i.test(value) ? undefined : value
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value
  if (schema?.isMapSchema()) return writeMap(writer, schema, value)
  return isStream(value) ? undefined : writeStruct(writer, schema, { ...value })
}

/** Lambda leaves a secret out altogether; other services say that it is there. */
function writeSensitive({ iamPrefix }: Writer, schema: NormalizedSchema): string | undefined {
  return iamPrefix === 'lambda' || !schema.isStringSchema() ? undefined : HIDDEN
}

function writeMap(writer: Writer, schema: NormalizedSchema, value: object): Record<string, unknown> {
  const pairs = Object.entries(value).map(([key, one]) => [
    key,
    writeValue(writer, schema.getValueSchema(), one),
  ])
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined)) as Record<string, unknown>
}

function elementOf(schema: NormalizedSchema | undefined): NormalizedSchema | undefined {
  return schema?.isListSchema() ? schema.getValueSchema() : undefined
}

function isStream(value: object): boolean {
  return 'pipe' in value || Symbol.asyncIterator in value
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

const JAVA_TIME = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
})

/** `Jul 10, 2023, 12:25:33 PM`: how times look that are not text in the API. */
function javaTime(time: Date): string {
  return JAVA_TIME.format(time).replaceAll('\u202f', ' ')
}
