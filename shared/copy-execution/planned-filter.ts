import type { CopyFilter } from '../copies/copy-filter.ts'
import { inParallel } from '../copies/in-parallel.ts'
import { ManifestInvalidError, NotFoundError } from '../errors.ts'
import { decidingPoint } from '../immutability/deciding-point.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { choosePlan } from '../plans/choose-plan.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { subjectOf } from '../plans/subject.ts'
import type { Vault } from '../ports/vault.ts'

/** Where a copy is. Without an account one that plans want in any account of the region counts. */
export interface CopyPlace {
  readonly region: string
  readonly account: string | undefined
}

/** What choosing touches. */
export interface PlannedPorts {
  readonly vault: Pick<Vault, 'listResources' | 'latest' | 'readManifest'>
  readonly plans: PlanFile
  readonly place: CopyPlace
}

/** Resources that are looked at side by side: it is waiting for S3 and nothing else. */
const PARALLEL = 32

/**
 * Selects the resources whose plan asks for a copy in this place. When it is not certain which plan a resource has, it is
 * copied: too much does less harm than too little. Every resource is looked at once, when the first one is asked for, and
 * what was found then is true for as long as this filter is used: open one for each round. A look that failed is forgotten.
 */
export function plannedFilter(ports: PlannedPorts): CopyFilter {
  let looking: Promise<Map<string, boolean>> | undefined
  return {
    name: plannedName(ports.place),
    selects: async (resource) => {
      looking ??= lookAtAll(ports).catch((error: unknown) => {
        looking = undefined
        throw error
      })
      const known = await looking
      const path = resourcePath(resource)
      const isWanted = known.get(path) ?? (await isAsked(ports, resource))
      known.set(path, isWanted)
      return isWanted
    },
  }
}

/** What a copy that is made by such a filter says of itself (shared/copies/copy-mark.ts). */
function plannedName({ region, account }: CopyPlace): string {
  return `plans ${region} ${account ?? '*'}`
}

/** The place that the name of such a filter says; `undefined` for the name of another. */
export function parsePlannedName(name: string): CopyPlace | undefined {
  const [, region, account] = /^plans ([a-z0-9-]+) (\d{12})$/.exec(name) ?? []
  return region === undefined ? undefined : { region, account }
}

async function lookAtAll(ports: PlannedPorts): Promise<Map<string, boolean>> {
  const known = new Map<string, boolean>()
  await inParallel(ports.vault.listResources({}), { limit: PARALLEL }, async (resource) => {
    known.set(resourcePath(resource), await isAsked(ports, resource))
  })
  return known
}

async function isAsked(ports: PlannedPorts, resource: ResourceRef): Promise<boolean> {
  const point = await pointOf(ports, resource)
  return point === undefined || asksFor(ports, point)
}

/** The point that tells a resource's plan; `undefined` when none does. */
async function pointOf(
  { vault }: Pick<PlannedPorts, 'vault'>,
  resource: ResourceRef,
): Promise<RecoveryPoint | undefined> {
  try {
    const newest = await vault.latest(resource)
    return newest && (await decidingPoint(vault, await vault.readManifest(newest.pointer.manifest)))
  } catch (error) {
    // Damaged, or gone since: copying says so by itself.
    if (error instanceof NotFoundError || error instanceof ManifestInvalidError) return undefined
    throw error
  }
}

function asksFor({ plans, place }: PlannedPorts, point: RecoveryPoint): boolean {
  const subject = subjectOf(point)
  const { choice, findings } = choosePlan(plans, subject)
  if (subject.tags === undefined || subject.placement === undefined) return true
  if (findings.some(({ kind }) => kind === 'unknown-plan')) return true
  const copies = (choice.type === 'plan' ? plans.plans[choice.plan]?.copies : undefined) ?? []
  return copies.some(
    ({ region, account }) =>
      region === place.region &&
      (place.account === undefined || (account ?? place.account) === place.account),
  )
}
