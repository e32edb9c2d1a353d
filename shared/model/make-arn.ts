import type { ResourceKind, ResourceRef } from './resource.ts'

/** ARN of a function, or of its version or alias (Lambda's service authorization reference). */
export function functionArn(
  { account, zone, name }: Pick<ResourceRef, 'account' | 'zone' | 'name'>,
  partition: string,
  qualifier?: string,
): string {
  const arn = `arn:${partition}:lambda:${zone}:${account}:function:${name}`
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}

/** The ARN of the function that an ARN is of, whichever version or alias it names. */
export function withoutQualifier(arn: string): string {
  return arn.split(':').slice(0, 7).join(':')
}

/** How ARNs of CloudFront say what they name (CloudFront's service authorization reference). */
const EDGE_TYPES: Readonly<Record<Exclude<ResourceKind, 'function'>, string>> = {
  'cloudfront-function': 'function',
  'key-value-store': 'key-value-store',
  distribution: 'distribution',
}

/**
 * ARN of a resource of any kind. That of a key value store really ends in an id that CloudFront chooses; by its name,
 * as here, it tells the stores of an account apart, no more.
 */
export function resourceArn(resource: ResourceRef, partition: string): string {
  const { account, kind, name } = resource
  if (kind === 'function') return functionArn(resource, partition)
  return `arn:${partition}:cloudfront::${account}:${EDGE_TYPES[kind]}/${name}`
}
