import type { PointsByKind, RecoveryPoint } from '../../model/manifest.ts'
import { isPointOf } from '../../model/manifest.ts'
import type { EdgeKind } from '../../edge/keep-edge-reading.ts'
import type { ItemPlan, ItemRequest } from '../item-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'
import type { VerifyItem } from '../verify-item.ts'
import { planDistribution } from './plan-distribution.ts'
import { planEdgeFunction } from './plan-edge-function.ts'
import { planKeyValueStore } from './plan-key-value-store.ts'
import { verifyDistribution } from './verify-distribution.ts'
import { verifyEdgeFunction } from './verify-edge-function.ts'
import { verifyKeyValueStore } from './verify-key-value-store.ts'

/** A point of anything that the edge has. */
export type EdgePoint = PointsByKind[EdgeKind]

/** Whether a point is of the edge. */
export function isEdgePoint(point: RecoveryPoint): point is EdgePoint {
  return !isPointOf('function', point)
}

/** Plans the restore of a point of the edge. */
export async function planEdgeItem(ports: PlanPorts, request: ItemRequest<EdgePoint>): Promise<ItemPlan> {
  const { point } = request
  if (isPointOf('cloudfront-function', point)) return await planEdgeFunction(ports, { ...request, point })
  if (isPointOf('key-value-store', point)) return await planKeyValueStore(ports, { ...request, point })
  if (isPointOf('distribution', point)) return await planDistribution(ports, { ...request, point })
  throw new RangeError('A function is no resource of the edge.')
}

/** What reads each kind back. */
export const EDGE_VERIFIERS: Readonly<Record<EdgeKind, VerifyItem>> = {
  'cloudfront-function': verifyEdgeFunction,
  'key-value-store': verifyKeyValueStore,
  distribution: verifyDistribution,
}
