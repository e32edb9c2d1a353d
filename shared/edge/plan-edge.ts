import type { Listed, Mode, ZonePlan } from '../capture/plan-zone.ts'
import { planZone } from '../capture/plan-zone.ts'
import { EDGE_ZONE } from '../model/edge.ts'
import type { Inventory } from '../model/inventory.ts'
import { ResourceKind } from '../model/resource.ts'
import type { Vault } from '../ports/vault.ts'
import type { EdgeKind } from './keep-edge-reading.ts'
import type { ListedEdge } from './list-edge.ts'

/** What a plan of the edge is made from. */
export interface EdgeState {
  readonly listing: readonly ListedEdge[]
  readonly inventory: Inventory | undefined
  /** Keys of the resources that have a living recovery point. */
  readonly living: ReadonlySet<string>
}

/** A plan whose names are keys, `kind/name`, with the listing that it was made from. */
export interface EdgePlan {
  readonly plan: ZonePlan
  /** What is protected. */
  readonly listing: readonly Listed[]
}

/** A resource of the edge in plans and inventories. */
export function edgeKey({ kind, name }: { readonly kind: EdgeKind; readonly name: string }): string {
  return `${kind}/${name}`
}

/** The resource that a key names. @throws TypeError when it names none */
export function parseEdgeKey(key: string): { readonly kind: EdgeKind; readonly name: string } {
  const slash = key.indexOf('/')
  const kind = ResourceKind.exclude(['function']).safeParse(key.slice(0, slash))
  if (!kind.success) throw new TypeError(`${key} names no resource of the edge.`)
  return { kind: kind.data, name: key.slice(slash + 1) }
}

/**
 * Decides for each resource of the edge whether it is read. A distribution that runs no function is none of ours,
 * unless it has a living point: then the point must say that the functions are gone.
 */
export function planEdge({ listing, inventory, living }: EdgeState, mode: Mode): EdgePlan {
  const ours = listing.filter((one) => one.isProtected || living.has(edgeKey(one)))
  const named = ours.map((one) => ({ name: edgeKey(one), state: one.state }))
  const once = [...living, ...(inventory?.untold ?? [])]
  return { plan: planZone({ listing: named, inventory, living: once }, mode), listing: named }
}

/** Keys of the resources of the edge that have a living recovery point. */
export async function livingKeys(
  vault: Pick<Vault, 'listLatest'>,
  account: string,
): Promise<ReadonlySet<string>> {
  const living = new Set<string>()
  for await (const { type, resource } of vault.listLatest({ account, zone: EDGE_ZONE })) {
    const { kind, name } = resource
    if (type === 'point' && kind !== 'function') living.add(edgeKey({ kind, name }))
  }
  return living
}
