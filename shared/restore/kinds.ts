import { UnsupportedError } from '../errors.ts'
import type { FunctionPoint, RecoveryPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { ItemPlan, ItemRequest } from './item-plan.ts'
import { planFunction } from './plan-function.ts'
import type { PlanPorts } from './restore-ports.ts'
import type { VerifyItem } from './verify-item.ts'
import { verifyFunction } from './verify-function.ts'

/** Plans the restore of a point of any kind. */
export async function planItem(ports: PlanPorts, request: ItemRequest): Promise<ItemPlan> {
  const { point } = request
  if (isFunction(request)) return await planFunction(ports, request)
  throw new UnsupportedError(`A ${point.resource.kind} cannot be restored by this version of Holdfast.`)
}

/** What reads a restored resource back, by the kind of its point. */
export function verifierOf(point: RecoveryPoint): VerifyItem {
  if (isPointOf('function', point)) return verifyFunction
  throw new UnsupportedError(`A ${point.resource.kind} cannot be verified by this version of Holdfast.`)
}

function isFunction(request: ItemRequest): request is ItemRequest<FunctionPoint> {
  return isPointOf('function', request.point)
}
