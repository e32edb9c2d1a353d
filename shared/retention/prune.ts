import type { Expiry, RetentionRules } from '../model/retention.ts'
import type { ManifestFilter, ObjectStore, Vault } from '../ports.ts'
import type { Verdict } from './decide.ts'
import { expireManifests } from './expire.ts'
import { readHolds } from './holds.ts'
import type { ResourcePlan } from './plan-retention.ts'
import { planRetention } from './plan-retention.ts'
import { purgeExpired } from './purge.ts'
import { restoresInUse } from './restores-in-use.ts'
import type { SweepPorts } from './sweep-ports.ts'
import type { SweepResult } from './sweep.ts'
import { sweep } from './sweep.ts'

export interface PrunePorts extends SweepPorts {
  readonly vault: Pick<Vault, 'listManifests' | 'latest' | 'readManifest'>
}

export interface PruneRequest {
  readonly rules: RetentionRules
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

const DAY = 24 * 60 * 60_000

/** Less than a day would not outlast a clock that is wrong, and an operator who sleeps. In milliseconds. */
export const MIN_GRACE = DAY

/** So long a week gives time to notice. In milliseconds. */
export const DEFAULT_GRACE = 7 * DAY

/** Restores that were planned earlier are not gone on with any more, in milliseconds. */
const RESTORE_TERM = 30 * DAY

/** Expiries that are gathered before they are carried out. */
const BATCH = 5000

/**
 * What would become of every manifest now, with holds and running restores told from the vault; changes nothing.
 * Errors as for planRetention.
 */
export async function* planPrune(
  ports: Pick<PrunePorts, 'vault' | 'clock'> & { readonly store: Pick<ObjectStore, 'list' | 'load'> },
  { rules, filter }: Pick<PruneRequest, 'rules' | 'filter'>,
): AsyncIterable<ResourcePlan> {
  const holds = await readHolds(ports.store)
  const since = new Date(ports.clock.now().getTime() - RESTORE_TERM)
  const restores = await restoresInUse(ports.store, since)
  yield* planRetention(ports, { rules, filter, holds, restores })
}

/**
 * Retention, from its beginning to its end: expires what no rule keeps, removes for good what expired longer ago than
 * the grace period, and sweeps. Each part can be interrupted anywhere; the next call goes on.
 *
 * @throws RangeError for a grace period that is too short
 * @throws errors of planRetention and sweep
 */
export async function prune(ports: PrunePorts, request: PruneRequest): Promise<PruneResult> {
  if (!(request.grace >= MIN_GRACE)) throw new RangeError('The grace period is shorter than a day')
  const { kept, expired } = await expireAll(ports, request)
  const purged = await purgeExpired(ports.store, new Date(ports.clock.now().getTime() - request.grace))
  return { kept, expired, purged, sweep: await sweep(ports, request.grace) }
}

async function expireAll(ports: PrunePorts, request: PruneRequest) {
  const expiredAt = ports.clock.now()
  const counts = { kept: 0, expired: 0 }
  let batch: Expiry[] = []
  const carryOut = async () => {
    // Asked again: somebody may have held a point since the plan was begun.
    const holds = await readHolds(ports.store)
    const free = batch.filter(({ manifest }) => !holds.has(manifest))
    counts.expired += await expireManifests(ports.store, free, expiredAt)
    batch = []
  }
  for await (const { verdicts } of planPrune(ports, request)) {
    const expiries = verdicts.filter(({ keep }) => !keep).map(expiryOf)
    counts.kept += verdicts.length - expiries.length
    batch.push(...expiries)
    if (batch.length >= BATCH) await carryOut()
  }
  if (batch.length > 0) await carryOut()
  return counts
}

function expiryOf({ point, reasons }: Verdict): Expiry {
  return { manifest: point.key, reason: reasons.join(', ') }
}
