import type { RecoveryPoint } from '../../model/manifest.ts'
import { isPointOf } from '../../model/manifest.ts'
import { slotsOf } from './associations.ts'
import { storesIn } from './stage.ts'

/**
 * ARNs that a point of the edge names, and that a restore reads by its map: the stores that a CloudFront function reads,
 * the functions that a distribution runs. A store names nothing: its pairs are data, and stay as they are.
 */
export function namesInEdgePoint(point: RecoveryPoint): readonly string[] {
  if (isPointOf('cloudfront-function', point)) {
    const { development, live } = point.content
    return [development, live].flatMap((stage) => (stage ? storesIn(stage.configuration) : []))
  }
  if (!isPointOf('distribution', point)) return []
  return point.content.behaviors.flatMap(slotsOf).map(({ arn }) => arn)
}
