import pLimit from 'p-limit'
import { given } from '../model/members.ts'
import type { Expiry, ExpiryTerm } from '../model/retention.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { RetentionStore } from '../ports/object-store.ts'
import type { Verdict } from './decide.ts'
import { expireManifests } from './expire.ts'
import type { PlanPorts, PlanRequest, ResourcePlan, Rulings } from './plan-retention.ts'
import { planRetention } from './plan-retention.ts'
import { readShields } from './read-shields.ts'

export interface ExpirePorts extends PlanPorts {
  readonly store: RetentionStore
}

/** Manifests of one resource that a plan lets expire. */
export interface PlannedExpiries {
  readonly resource: ResourceRef
  /** Their keys. */
  readonly manifests: readonly string[]
}

export interface ExpireRequest {
  readonly rules: Rulings
  /** Names the place under `expired/`. */
  readonly expiredAt: Date
}

/** What became of what was planned. */
export interface Expired {
  /** How many are expired now; those that another process had expired already are counted too. */
  readonly expired: number
  /** Those that stay after all, and why. */
  readonly spared: readonly Expiry[]
}

/** Resources that are judged again side by side. */
const TOGETHER = 32

/**
 * Lets expire what a plan says and nothing else, and of that only what is judged the same way once more: meanwhile
 * somebody may have held a point, begun a restore, locked it, changed the function's plan or moved its pointer.
 *
 * @throws errors of planRetention and expireManifests; called again it goes on
 */
export async function expirePlanned(
  ports: ExpirePorts,
  planned: readonly PlannedExpiries[],
  { rules, expiredAt }: ExpireRequest,
): Promise<Expired> {
  const shields = await readShields(ports)
  const judged = await pLimit(TOGETHER).map([...planned], async ({ resource, manifests }) => {
    const verdicts = await judgeAgain(ports, { rules, ...shields }, resource)
    return manifests.flatMap((manifest) => verdicts.get(manifest) ?? [])
  })
  const found = judged.flat()
  const doomed = found
    .filter(({ keep }) => !keep)
    .map((one) => ({ ...expiryOf(one), ...given({ term: one.term }) }))
  const spared = found.filter(({ keep }) => keep).map(expiryOf)
  for (const manifest of await expireManifests(ports.store, doomed, expiredAt))
    spared.push({ manifest, reason: 'held meanwhile' })
  const count = planned.reduce((sum, { manifests }) => sum + manifests.length, 0)
  return { expired: count - spared.length, spared }
}

/** A verdict, and the term of the plan that decided. */
type Judged = Verdict & { readonly term: ExpiryTerm | undefined }

/** The verdict of each manifest that is still there, by its key. */
async function judgeAgain(
  ports: ExpirePorts,
  request: Omit<PlanRequest, 'filter'>,
  resource: ResourceRef,
): Promise<ReadonlyMap<string, Judged>> {
  const { account, zone, name } = resource
  const plans = planRetention(ports, { ...request, filter: { account, zone, name } })
  for await (const plan of plans) {
    // Resources of two kinds can have one name.
    if (resourcePath(plan.resource) !== resourcePath(resource)) continue
    const term = termOf(plan)
    return new Map(plan.verdicts.map((verdict) => [verdict.point.key, { ...verdict, term }]))
  }
  return new Map()
}

function termOf({ plan, deleted }: ResourcePlan): ExpiryTerm | undefined {
  return plan === undefined || deleted === undefined ? undefined : { plan, deleted }
}

function expiryOf({ point, reasons }: Verdict): Expiry {
  return { manifest: point.key, reason: reasons.join(', ') }
}
