import type { NormalizedSchema } from '@smithy/core/schema'

/** The smallest input that an operation's schema accepts: its required members, each with a plain value. */
export function sampleInput(input: NormalizedSchema): Record<string, unknown> {
  return input.isStructSchema() ? sampleStruct(input, 0) : {}
}

function sampleStruct(schema: NormalizedSchema, depth: number): Record<string, unknown> {
  const raw: unknown = schema.getSchema()
  const required = Array.isArray(raw) && typeof raw[6] === 'number' ? raw[6] : 0
  const members = [...schema.structIterator()].filter(
    ([, member], index) => index < required || member.getMergedTraits().httpLabel === 1,
  )
  return Object.fromEntries(members.map(([name, member]) => [name, sampleValue(name, member, depth + 1)]))
}

function sampleValue(name: string, schema: NormalizedSchema, depth: number): unknown {
  if (name === 'AccountId') return '111122223333'
  if (name === 'KvsARN') return 'arn:aws:cloudfront::111122223333:key-value-store/7c2e-11'
  if (name.endsWith('Arn')) return 'arn:aws:lambda:eu-west-1:111122223333:function:shop'
  if (name === 'Key') return 'folder/a key.txt'
  if (schema.isListSchema()) return [sampleValue('', schema.getValueSchema(), depth)]
  if (schema.isMapSchema()) return { k: sampleValue('', schema.getValueSchema(), depth) }
  if (schema.isUnionSchema()) return sampleUnion(schema, depth)
  if (schema.isStructSchema()) return depth > 6 ? {} : sampleStruct(schema, depth)
  return sampleScalar(schema)
}

function sampleUnion(schema: NormalizedSchema, depth: number): Record<string, unknown> {
  const [first] = [...schema.structIterator()]
  return first === undefined ? {} : { [first[0]]: sampleValue(first[0], first[1], depth + 1) }
}

function sampleScalar(schema: NormalizedSchema): unknown {
  if (schema.isBlobSchema()) return new Uint8Array([1, 2, 3])
  if (schema.isTimestampSchema()) return new Date(0)
  if (schema.isBooleanSchema()) return true
  if (schema.isNumericSchema()) return 1
  if (schema.isBigIntegerSchema()) return 1n
  return 'sample'
}
