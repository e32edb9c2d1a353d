import { customers } from './customers.ts'
import type { FunctionSpec } from './function-spec.ts'
import type { LayerArns } from './layers.ts'
import { orders } from './orders.ts'
import { payments } from './payments.ts'
import { reports } from './reports.ts'
import type { Surroundings } from './surroundings.ts'

/** The estate of a small shop: fourteen functions, of every kind that Holdfast must know. */
export function estateFunctions(around: Surroundings, layers: LayerArns): readonly FunctionSpec[] {
  return [...orders(around), ...payments(around, layers), ...reports(around), ...customers(around, layers)]
}
