import { isBeforeTriggers, triggerGaps } from '../shared/map/fleet.ts'
import type { Fleet } from '../shared/map/fleet.ts'
import { selectsFunction } from '../shared/map/selection.ts'
import type { Selection } from '../shared/map/selection.ts'
import type { Gap } from '../shared/model/manifest.ts'
import { isPointOf } from '../shared/model/manifest.ts'
import type { ResourceRef } from '../shared/model/resource.ts'

/** Functions of which not everything that wakes them is known. */
export interface Unread {
  /** Something could not be read: the gaps of their points. */
  readonly unread: readonly { readonly function: ResourceRef; readonly gaps: readonly Gap[] }[]
  /** Captured by a version of Holdfast that did not capture triggers. */
  readonly notCaptured: readonly ResourceRef[]
}

/** Of which of the selected functions something is missing. */
export function findUnread({ points }: Fleet, selection: Selection): Unread {
  const functions = points
    .filter((point) => isPointOf('function', point))
    .filter(({ resource }) => selectsFunction(selection, resource))
  return {
    unread: functions
      .map((point) => ({ function: point.resource, gaps: triggerGaps(point) }))
      .filter(({ gaps }) => gaps.length > 0),
    notCaptured: functions.filter(isBeforeTriggers).map(({ resource }) => resource),
  }
}
