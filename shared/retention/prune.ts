import { MIN_GRACE } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { ManifestFilter, Vault } from '../ports/vault.ts'
import type { PlannedExpiries } from './expire-planned.ts'
import { expirePlanned } from './expire-planned.ts'
import type { PlanPorts, PlanRequest, ResourcePlan, Rulings } from './plan-retention.ts'
import { planRetention } from './plan-retention.ts'
import { purgeExpired } from './purge.ts'
import { readShields } from './read-shields.ts'
import type { SweepPorts } from './sweep-ports.ts'
import type { SweepResult } from './sweep.ts'
import { sweep } from './sweep.ts'

export interface PrunePorts extends SweepPorts {
  readonly vault: Pick<Vault, 'listManifests' | 'latest' | 'readManifest'>
}

export interface PruneRequest {
  readonly rules: Rulings
  /** Whose points are judged. What has expired, and blobs, are of the whole vault. */
  readonly filter: ManifestFilter
  /**
   * In milliseconds; at least MIN_GRACE. So long an expired point can be taken back, and so long no manifest has named
   * a blob that is deleted.
   */
  readonly grace: number
}

export interface PruneResult {
  readonly kept: number
  readonly expired: number
  /** Copies of expired manifests that were beyond the grace period. */
  readonly purged: number
  readonly sweep: SweepResult
}

/** Expiries that are gathered before they are carried out. */
const BATCH = 5000

/**
 * What would become of every manifest now, with holds and running restores told from the vault; changes nothing.
 * Errors as for planRetention.
 */
export async function* planPrune(
  ports: PlanPorts & { readonly store: Pick<ObjectStore, 'list' | 'load'> },
  { rules, filter, after = '' }: Pick<PruneRequest, 'rules' | 'filter'> & Pick<PlanRequest, 'after'>,
): AsyncIterable<ResourcePlan> {
  yield* planRetention(ports, { rules, filter, after, ...(await readShields(ports)) })
}

/**
 * Retention, from its beginning to its end: expires what no rule keeps, removes for good what expired longer ago than
 * the grace period, and sweeps. Each part can be interrupted anywhere; the next call goes on.
 *
 * @throws RangeError for a grace period that is too short
 * @throws errors of planRetention and sweep
 */
export async function prune(ports: PrunePorts, request: PruneRequest): Promise<PruneResult> {
  return { ...(await expireAndPurge(ports, request)), sweep: await sweep(ports, request.grace) }
}

/** What prune does before it sweeps. Errors as for prune. */
export async function expireAndPurge(
  ports: PrunePorts,
  request: PruneRequest,
): Promise<Omit<PruneResult, 'sweep'>> {
  if (!(request.grace >= MIN_GRACE)) throw new RangeError('The grace period is shorter than a day')
  const { kept, expired } = await expireAll(ports, request)
  const { purged } = await purgeExpired(ports.store, new Date(ports.clock.now().getTime() - request.grace))
  return { kept, expired, purged }
}

async function expireAll(ports: PrunePorts, request: PruneRequest) {
  const { rules } = request
  const expiredAt = ports.clock.now()
  const counts = { kept: 0, expired: 0 }
  let batch: PlannedExpiries[] = []
  const carryOut = async () => {
    const { expired, spared } = await expirePlanned(ports, batch, { rules, expiredAt })
    counts.expired += expired
    counts.kept += spared.length
    batch = []
  }
  for await (const plan of planPrune(ports, request)) {
    const expiries = expiriesOf(plan)
    counts.kept += plan.verdicts.length - expiries.manifests.length
    if (expiries.manifests.length > 0) batch.push(expiries)
    if (countOf(batch) >= BATCH) await carryOut()
  }
  if (batch.length > 0) await carryOut()
  return counts
}

function expiriesOf({ resource, verdicts }: ResourcePlan): PlannedExpiries {
  return { resource, manifests: verdicts.filter(({ keep }) => !keep).map(({ point }) => point.key) }
}

function countOf(batch: readonly PlannedExpiries[]): number {
  return batch.reduce((sum, { manifests }) => sum + manifests.length, 0)
}
