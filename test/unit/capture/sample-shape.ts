import { NormalizedSchema } from '@smithy/core/schema'
import type { $Schema } from '@smithy/types'

/** A value with every member that the installed client knows of a shape, at every depth. */
export function sampleShape(schema: $Schema): Record<string, unknown> {
  return sampleStruct(NormalizedSchema.of(schema), 0)
}

/** Whether a shape has a member at `Outer.Inner`. */
export function hasMember(schema: $Schema, path: string): boolean {
  let at: NormalizedSchema | undefined = NormalizedSchema.of(schema)
  for (const name of path.split('.')) {
    const members: [string, NormalizedSchema][] = at?.isStructSchema() ? [...at.structIterator()] : []
    at = members.find(([member]) => member === name)?.[1]
  }
  return at !== undefined
}

/** Names of a shape's members. */
export function membersOf(schema: $Schema): string[] {
  return [...NormalizedSchema.of(schema).structIterator()].map(([name]) => name)
}

function sampleStruct(schema: NormalizedSchema, depth: number): Record<string, unknown> {
  const members = [...schema.structIterator()]
  return Object.fromEntries(members.map(([name, member]) => [name, sampleValue(name, member, depth + 1)]))
}

function sampleValue(name: string, schema: NormalizedSchema, depth: number): unknown {
  if (depth > 8) throw new Error(`the shape goes deeper than this test looks: ${name}`)
  if (schema.isListSchema()) return [sampleValue(name, schema.getValueSchema(), depth)]
  if (schema.isMapSchema()) return { [`key of ${name}`]: sampleValue(name, schema.getValueSchema(), depth) }
  if (schema.isStructSchema()) return sampleStruct(schema, depth)
  if (schema.isTimestampSchema()) return new Date('2026-02-03T04:05:06.000Z')
  if (schema.isBooleanSchema()) return true
  return schema.isNumericSchema() ? 7 : `value of ${name}`
}
