import { EDGE_REGION } from '../../model/edge.ts'
import type { PlanPorts, RestorePorts } from '../restore-ports.ts'
import type { EdgePlace, EdgeReader } from './edge-ports.ts'

/** CloudFront of the target account, for reading. */
export function edgeReaderOf(ports: Pick<PlanPorts, 'openPlace'>): EdgeReader {
  return ports.openPlace(EDGE_REGION).openEdge()
}

/** CloudFront of the target account. */
export function edgePlaceOf(ports: Pick<RestorePorts, 'openPlace'>): EdgePlace {
  return ports.openPlace(EDGE_REGION).openEdge()
}
