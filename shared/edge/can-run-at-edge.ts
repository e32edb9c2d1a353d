import { EDGE_REGION } from '../model/edge.ts'
import type { FunctionPoint } from '../model/manifest.ts'

/** Who takes on the role of a Lambda@Edge function (CloudFront Developer Guide, "Setting up IAM permissions"). */
const EDGE_PRINCIPAL = 'edgelambda.amazonaws.com'

/** Whether a function can run at the edge: one of us-east-1 whose role lets Lambda@Edge in, or could not be read. */
export function canRunAtEdge({ resource, content }: Pick<FunctionPoint, 'resource' | 'content'>): boolean {
  if (resource.zone !== EDGE_REGION) return false
  return content.role === undefined || JSON.stringify(content.role).includes(EDGE_PRINCIPAL)
}
