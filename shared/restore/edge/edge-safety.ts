import type { PointsByKind } from '../../model/manifest.ts'
import { isPointOf } from '../../model/manifest.ts'
import type { EdgeKind } from '../../edge/keep-edge-reading.ts'
import type { StepContext } from '../step-action.ts'

/** A point of the edge that a step names. @throws RangeError when it is of another kind */
export async function edgePoint<Kind extends EdgeKind>(
  { point }: Pick<StepContext, 'point'>,
  kind: Kind,
  key: string,
): Promise<PointsByKind[Kind]> {
  const found = await point(key)
  if (isPointOf(kind, found)) return found
  throw new RangeError(`A point of a ${found.resource.kind} stands where one of a ${kind} is needed.`)
}

/** What the target was before this restore began; `undefined` when it was not there. */
export async function edgeSafety<Kind extends EdgeKind>(
  context: StepContext,
  kind: Kind,
): Promise<PointsByKind[Kind] | undefined> {
  const key = context.safetyPoint()
  return key === undefined ? undefined : await edgePoint(context, kind, key)
}
