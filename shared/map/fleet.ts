import type { FunctionPoint, Gap, RecoveryPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { edgeWakesOf } from './edge-wakes.ts'
import { wakesOf } from './wake.ts'
import type { Wake } from './wake.ts'

/** What the vault knows of everything at its newest. */
export interface Fleet {
  /** The newest points of what is there. */
  readonly points: readonly RecoveryPoint[]
  readonly deleted: readonly DeletedFunction[]
}

/** A function that was deleted, with the last that is known of it. */
export interface DeletedFunction {
  readonly resource: ResourceRef
  /** When its absence was noticed. */
  readonly noticedAt: string
  readonly last: FunctionPoint | undefined
}

/** Parts of points that say what wakes a function; a gap there means that there may be more. */
const TRIGGER_PARTS = /^(?:triggers|sources|eventSourceMappings|policy$|(?:aliases|versions)\/[^/]+\/policy$)/

/** Parts that say what a function needs. */
const REFERENCE_PARTS = /^references/

/** Everything that wakes anything: of functions by their own points, at the edge by those of the distributions. */
export function fleetWakes({ points }: Pick<Fleet, 'points'>): readonly Wake[] {
  return points.flatMap((point) => {
    if (isPointOf('function', point)) return wakesOf(point)
    return isPointOf('distribution', point) ? edgeWakesOf(point) : []
  })
}

/** What of the triggers could not be read. */
export function triggerGaps({ gaps }: Pick<FunctionPoint, 'gaps'>): readonly Gap[] {
  return gaps.filter(({ part }) => TRIGGER_PARTS.test(part))
}

/** What of the references could not be read. */
export function referenceGaps({ gaps }: Pick<FunctionPoint, 'gaps'>): readonly Gap[] {
  return gaps.filter(({ part }) => REFERENCE_PARTS.test(part))
}

/** Whether a point is from a time when triggers were not captured: what it lacks is not a gap of it. */
export function isBeforeTriggers(point: FunctionPoint): boolean {
  return point.content.triggers === undefined && triggerGaps(point).length === 0
}

/** Living functions by their place. */
export function functionsByPlace({ points }: Pick<Fleet, 'points'>): ReadonlyMap<string, RecoveryPoint> {
  return new Map(points.map((point) => [resourcePath(point.resource), point]))
}
