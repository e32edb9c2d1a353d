import { parseArn } from '../model/arn.ts'
import { EDGE_REGION, EDGE_ZONE } from '../model/edge.ts'
import type { BehaviorContent } from '../model/edge.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import type { JsonObject } from '../model/json.ts'
import type { PointsByKind } from '../model/manifest.ts'
import { textOf } from '../model/members.ts'
import type { ResourceRef } from '../model/resource.ts'
import { CLOUDFRONT_FUNCTION_KIND, LAMBDA_EDGE_KIND } from './wake.ts'
import type { Wake } from './wake.ts'

type DistributionPoint = PointsByKind['distribution']

/** What a distribution runs: Lambda@Edge versions and CloudFront functions, one for each behaviour and event. */
export function edgeWakesOf(point: DistributionPoint): readonly Wake[] {
  return point.content.behaviors.flatMap((behavior) => [
    ...behavior.lambdaFunctions.flatMap((one) => associationWake(point, behavior, one)),
    ...behavior.functions.flatMap((one) => associationWake(point, behavior, one)),
  ])
}

function associationWake(
  { resource, takenAt, id, content }: DistributionPoint,
  { pathPattern }: BehaviorContent,
  association: JsonObject,
): readonly Wake[] {
  const lambda = textOf(association, 'LambdaFunctionARN')
  const invokes = lambda ?? textOf(association, 'FunctionARN')
  if (invokes === undefined) return []
  return [
    {
      function: functionOf(resource, invokes),
      kind: lambda === undefined ? CLOUDFRONT_FUNCTION_KIND : LAMBDA_EDGE_KIND,
      source: content.arn,
      invokes,
      state: content.enabled ? 'enabled' : 'disabled',
      exists: true,
      filter: [textOf(association, 'EventType'), pathPattern ?? 'default behaviour'].join(' '),
      knownAt: takenAt,
      point: id,
    },
  ]
}

/** An association names a function of the distribution's own account (CloudFront Developer Guide). */
function functionOf({ account }: ResourceRef, arn: string): ResourceRef {
  const lambda = parseFunctionName(arn)
  if (lambda !== undefined) return { account, zone: EDGE_REGION, kind: 'function', name: lambda.name }
  const name = parseArn(arn)?.resource.split('/').at(-1) ?? arn
  return { account, zone: EDGE_ZONE, kind: 'cloudfront-function', name }
}
