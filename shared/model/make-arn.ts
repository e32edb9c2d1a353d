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

/** The ARN of the function that an ARN is of, whichever version or alias it names. */
export function withoutQualifier(arn: string): string {
  return arn.split(':').slice(0, 7).join(':')
}
