import type { NormalizedSchema } from '@smithy/core/schema'

/** Where a REST operation is found, and which of its members travel outside the body. */
export interface HttpBinding {
  readonly method: string
  /** Template of the path by segment; `{Name}` takes one, `{Name+}` the rest. */
  readonly segments: readonly string[]
  /** Query parameters that stand in the template: `tagging`, `list-type=2`. */
  readonly literals: readonly (readonly [name: string, value: string])[]
  /** `x-id`: the name that the newer SDKs add to the query. */
  readonly id: string | undefined
  /** Query parameters and headers without which the call cannot be this one, in lower case for headers. */
  readonly requiredQuery: readonly string[]
  readonly requiredHeaders: readonly string[]
  /** Members that travel in the path but not in the template: the bucket of S3. */
  readonly inHost: boolean
}

/**
 * Reads the `http` trait of an operation: `[method, path template, status]`.
 * @returns `undefined` for an operation of a protocol without paths
 */
export function httpBinding(trait: unknown, input: NormalizedSchema): HttpBinding | undefined {
  if (!Array.isArray(trait)) return undefined
  const [method, template] = trait as [string, string]
  const [path = '', query = ''] = template.split('?')
  const literals = [...new URLSearchParams(query)]
  const segments = path.split('/').filter((segment) => segment !== '')
  const required = requiredTraits(input)
  return {
    method,
    segments,
    literals: literals.filter(([name]) => name !== 'x-id'),
    id: literals.find(([name]) => name === 'x-id')?.[1],
    requiredQuery: required.flatMap((traits) => traits.httpQuery ?? []),
    requiredHeaders: required.flatMap((traits) => traits.httpHeader?.toLowerCase() ?? []),
    inHost: memberTraits(input).some(([name, traits]) => isLabelOutside(name, traits, segments)),
  }
}

type Traits = ReturnType<NormalizedSchema['getMergedTraits']>

function isLabelOutside(name: string, traits: Traits, segments: readonly string[]): boolean {
  return name === 'Bucket' && traits.httpLabel === 1 && !segments.includes('{Bucket}')
}

/** Members with their traits, in the schema's order; none for an operation without input. */
export function memberTraits(input: NormalizedSchema): readonly (readonly [string, Traits])[] {
  if (!input.isStructSchema()) return []
  return [...input.structIterator()].map(([name, member]) => [name, member.getMergedTraits()])
}

/** A structure's schema ends with the number of its required members, which stand first. */
function requiredTraits(input: NormalizedSchema): readonly Traits[] {
  const schema: unknown = input.getSchema()
  const count = Array.isArray(schema) && typeof schema[6] === 'number' ? schema[6] : 0
  return memberTraits(input)
    .slice(0, count)
    .map(([, traits]) => traits)
}
