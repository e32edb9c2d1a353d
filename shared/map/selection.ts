import { EDGE_ZONE } from '../model/edge.ts'
import type { ResourceRef } from '../model/resource.ts'
import { CLOUDFRONT_FUNCTION_KIND, LAMBDA_EDGE_KIND } from './wake.ts'

/** Which functions are looked at; every member narrows. */
export interface Selection {
  readonly zone?: string | undefined
  /** Name of a function. */
  readonly name?: string | undefined
}

/** Whether a function is asked for. */
export function selectsFunction({ zone, name }: Selection, resource: ResourceRef): boolean {
  return (zone ?? resource.zone) === resource.zone && (name ?? resource.name) === resource.name
}

/** Whether a way of waking one is; what CloudFront runs belongs to `edge`, wherever its function lives. */
export function selectsWake(
  { zone, name }: Selection,
  wake: { readonly function: ResourceRef; readonly kind: string },
): boolean {
  const isAtEdge = wake.kind === LAMBDA_EDGE_KIND || wake.kind === CLOUDFRONT_FUNCTION_KIND
  return selectsFunction({ zone: zone === EDGE_ZONE && isAtEdge ? undefined : zone, name }, wake.function)
}
