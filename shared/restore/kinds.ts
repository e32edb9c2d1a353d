import type { RecoveryPoint } from '../model/manifest.ts'
import { offerDistributions } from './edge/offer-distributions.ts'
import { EDGE_VERIFIERS, isEdgePoint, planEdgeItem } from './edge/plan-edge-item.ts'
import type { ItemPlan, ItemRequest } from './item-plan.ts'
import { planFunction } from './plan-function.ts'
import type { PlanPorts } from './restore-ports.ts'
import type { VerifyItem } from './verify-item.ts'
import { verifyFunction } from './verify-function.ts'

/** Plans the restore of a point of any kind. */
export async function planItem(ports: PlanPorts, request: ItemRequest): Promise<ItemPlan> {
  const { point } = request
  if (isEdgePoint(point)) return await planEdgeItem(ports, { ...request, point })
  const ofFunction = { ...request, point }
  return await offerDistributions(ports, ofFunction, await planFunction(ports, ofFunction))
}

/** What reads a restored resource back, by the kind of its point. */
export function verifierOf(point: RecoveryPoint): VerifyItem {
  const { kind } = point.resource
  return kind === 'function' ? verifyFunction : EDGE_VERIFIERS[kind]
}
