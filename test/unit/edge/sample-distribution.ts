import type { JsonObject } from '../../../shared/model/json.ts'
import { EDGE_ACCOUNT } from '../../fakes/fake-cloudfront.ts'

type Associations = Readonly<Record<string, string>>

/** A cache behaviour with associations by event type, and much that is no concern of ours. */
export function behaviour({
  lambda = {},
  functions = {},
}: {
  lambda?: Associations
  functions?: Associations
}) {
  const lambdas = Object.entries(lambda).map(([EventType, LambdaFunctionARN]) => ({
    LambdaFunctionARN,
    EventType,
    IncludeBody: false,
  }))
  const others = Object.entries(functions).map(([EventType, FunctionARN]) => ({ FunctionARN, EventType }))
  return {
    TargetOriginId: 'origin',
    ViewerProtocolPolicy: 'redirect-to-https',
    LambdaFunctionAssociations: { Quantity: lambdas.length, ...(lambdas.length > 0 && { Items: lambdas }) },
    FunctionAssociations: { Quantity: others.length, ...(others.length > 0 && { Items: others }) },
  }
}

/** The configuration of a distribution, as GetDistribution returns it. */
export function distribution({
  aliases = [],
  first = behaviour({}),
  others = {},
}: {
  aliases?: string[]
  first?: JsonObject
  others?: Readonly<Record<string, JsonObject>>
}): JsonObject {
  const behaviours = Object.entries(others).map(([PathPattern, one]) => ({ PathPattern, ...one }))
  return {
    Aliases: { Quantity: aliases.length, Items: aliases },
    DefaultCacheBehavior: first,
    CacheBehaviors: { Quantity: behaviours.length, Items: behaviours },
  }
}

/** ARN of a numbered version of a function of us-east-1. */
export function lambdaArn(name: string, version: number): string {
  return `arn:aws:lambda:us-east-1:${EDGE_ACCOUNT}:function:${name}:${version}`
}
