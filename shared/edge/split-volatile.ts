import { valueAt, without } from '../model/members.ts'
import type { JsonObject } from '../model/json.ts'
import type { EdgeShape } from './volatile-fields.ts'
import { EDGE_VOLATILE_FIELDS } from './volatile-fields.ts'

/** An answer of CloudFront in two: what is fingerprinted, and what changes by itself (by path). */
export interface Split {
  readonly kept: JsonObject
  readonly observed: JsonObject
}

/** Takes the volatile members out of an object of that shape. */
export function splitVolatile(shape: EdgeShape, value: JsonObject): Split {
  const paths = Object.keys(EDGE_VOLATILE_FIELDS[shape])
  const found = paths.map((path) => [path, valueAt(value, path)] as const)
  const observed = Object.fromEntries(
    found.flatMap(([path, one]) => (one === undefined ? [] : [[path, one]])),
  )
  return { kept: paths.reduce(without, value), observed }
}
