import * as z from 'zod'

/** Kinds of protected resource. The name is a folder in the vault. */
export const ResourceKind = z.enum(['function', 'cloudfront-function', 'key-value-store', 'distribution'])
export type ResourceKind = z.infer<typeof ResourceKind>

/** The kinds that a zone can have: functions in a region, everything of CloudFront in `edge`. */
export function kindsIn(zone: string): readonly ResourceKind[] {
  return ResourceKind.options.filter((kind) => (kind === 'function') === (zone !== 'edge'))
}

/** One protected resource: the account, the zone (a region, or `edge`), what it is and its name there. */
export const ResourceRef = z.strictObject({
  account: z.string().regex(/^\d{12}$/),
  zone: z.string().regex(/^(?:edge|[a-z]{2,}(?:-[a-z0-9]+)+)$/),
  kind: ResourceKind,
  name: z.string().min(1),
})
export type ResourceRef = z.infer<typeof ResourceRef>

/** `account/zone/kind/name`: how a resource is written in logs, reports and the vault's keys. */
export function resourcePath(resource: ResourceRef): string {
  return `${resource.account}/${resource.zone}/${resource.kind}/${encodeURIComponent(resource.name)}`
}
