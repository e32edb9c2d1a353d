import type { ResourceRef } from './resource.ts'

/** ARN of a function, or of its version or alias (Lambda's service authorization reference). */
export function functionArn(
  { account, zone, name }: Pick<ResourceRef, 'account' | 'zone' | 'name'>,
  partition: string,
  qualifier?: string,
): string {
  const arn = `arn:${partition}:lambda:${zone}:${account}:function:${name}`
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}
