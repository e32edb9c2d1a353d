import { cbor } from '@smithy/core/cbor'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { Call } from './call.ts'
import { memberTraits } from './http-binding.ts'
import { parseForm } from './parse-form.ts'
import { header, type RequestHead } from './request-head.ts'
import type { Operation } from './service-model.ts'
import { xmlMembers } from './xml-input.ts'

/** The parameters of a call, by the SDK's names of the members. */
export type CallInput = Readonly<Record<string, unknown>>

/**
 * Reads a call's parameters from its path, query, headers and body. A body that cannot be read costs its
 * members, nothing else: an observer must not fail what it observes.
 * @param body what was kept of the body, `undefined` when nothing was
 */
export function callInput(call: Call, body: Buffer | undefined): CallInput {
  const operation = call.schema?.operation
  const fields = bodyFields(call.head, body)
  if (operation?.http === undefined) return call.head.method === 'GET' ? parseForm(call.head.query) : fields
  const inBody = isXml(call.head) ? xmlMembers(call, body) : bodyMembers(operation.input, fields)
  return { ...boundMembers(operation, call.head), ...inBody, ...call.labels }
}

function isXml(head: RequestHead): boolean {
  return /xml/.test(header(head.headers, 'content-type') ?? '')
}

function bodyFields(head: RequestHead, body: Buffer | undefined): CallInput {
  const type = header(head.headers, 'content-type') ?? ''
  if (body === undefined || body.length === 0) return {}
  if (/form-urlencoded/.test(type)) return parseForm(new URLSearchParams(body.toString()))
  if (/cbor/.test(type)) return record(cbor.deserialize(body))
  return /json/.test(type) ? parseJson(body) : {}
}

function parseJson(body: Buffer): CallInput {
  try {
    return record(JSON.parse(body.toString()))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function record(value: unknown): CallInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** REST: the body names its members by `jsonName` where the schema has one. */
function bodyMembers(input: NormalizedSchema, fields: CallInput): CallInput {
  const names = new Map(memberTraits(input).map(([name, traits]) => [traits.jsonName ?? name, name]))
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names.get(name) ?? name, value]))
}

/** REST: members that travel as query parameters and headers. */
function boundMembers({ input }: Operation, { query, headers }: RequestHead): CallInput {
  const members: Record<string, unknown> = {}
  if (!input.isStructSchema()) return members
  for (const [name, member] of input.structIterator()) {
    const { httpQuery, httpHeader } = member.getMergedTraits()
    const values = httpQuery === undefined ? [] : query.getAll(httpQuery)
    const value = httpHeader === undefined ? values[0] : header(headers, httpHeader.toLowerCase())
    if (value !== undefined) members[name] = member.isListSchema() ? values : scalar(member, value)
  }
  return members
}

function scalar(member: NormalizedSchema, value: string): unknown {
  if (member.isNumericSchema()) return Number(value)
  return member.isBooleanSchema() ? value === 'true' : value
}
