import type { Scope } from '../capture/scope.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import type { Loss, RestoreItem, RestoreProblem, RestoreRequest, RestoreStep } from '../model/restore.ts'
import type { PlanPorts } from './restore-ports.ts'

/** A step before the plan gives it its number. */
export type DraftStep = Omit<RestoreStep, 'id' | 'item'>

/** What planning one point came to. */
export interface ItemPlan {
  /** Less what only the whole plan knows. */
  readonly item: RestoreItem
  /** In the order in which they are carried out; `create` before `enable`. */
  readonly steps: readonly DraftStep[]
  readonly cannotComeBack: readonly Omit<Loss, 'item'>[]
  readonly remarks: readonly string[]
  readonly problems: readonly Omit<RestoreProblem, 'item'>[]
  /** ARNs of other functions, under their names at the target, that should be restored before this one. */
  readonly needs: readonly string[]
  /** Those of `needs` that are not there now. */
  readonly absent?: readonly string[]
}

/** One point to plan for. */
export interface ItemRequest<Point extends RecoveryPoint = RecoveryPoint> {
  /** Key of its manifest. */
  readonly key: string
  readonly point: Point
  readonly request: RestoreRequest
  /** What functions of a region are read through while this restore is planned. */
  readonly scopeOf: (region: string) => Scope
}

/** Plans the restore of one point; it only reads. One for each kind of resource, listed in kinds.ts. */
export type PlanItem<Point extends RecoveryPoint = RecoveryPoint> = (
  ports: PlanPorts,
  request: ItemRequest<Point>,
) => Promise<ItemPlan>
