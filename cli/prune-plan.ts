import type { ResourceRef } from '../shared/model/resource.ts'
import { listExpired } from '../shared/vault/expired.ts'
import type { Freed } from '../shared/retention/freed-bytes.ts'
import { freedBytes } from '../shared/retention/freed-bytes.ts'
import type { PrunePorts, PruneRequest } from '../shared/retention/prune.ts'
import type { ForgetPorts } from '../shared/retention/forget-ended.ts'
import { countForgettable } from '../shared/retention/forget-ended.ts'
import { planPrune } from '../shared/retention/prune.ts'
import { readMarked } from '../shared/retention/sweep.ts'

/** What becomes of one manifest. */
export interface PlannedPoint {
  readonly manifest: string
  readonly takenAt: string
  readonly keep: boolean
  readonly reasons: readonly string[]
}

/** What `prune` would do now. */
export interface PrunePlan {
  readonly resources: readonly {
    readonly resource: ResourceRef
    /** The backup plan whose rules decided. */
    readonly plan?: string
    readonly points: readonly PlannedPoint[]
  }[]
  readonly kept: number
  readonly expires: number
  /** What the expiring points free, at most, once the grace periods are over. */
  readonly freed: Freed
  /** Expired points that cannot be taken back any more. */
  readonly purges: number
  /** Records of what people were told of that has been over for long. */
  readonly forgets: number
  /** What a sweep marked before, and from when on it may be deleted. */
  readonly marked: { readonly blobs: number; readonly bytes: number; readonly dueAt: string } | undefined
}

/** Looks at everything that `prune` would, and changes nothing. Errors as for planPrune. */
export async function surveyPrune(
  ports: Pick<PrunePorts, 'vault' | 'store' | 'clock' | 'locks'> & ForgetPorts,
  request: PruneRequest,
): Promise<PrunePlan> {
  const resources = await Array.fromAsync(planPrune(ports, request), ({ verdicts, ...head }) => ({
    ...head,
    points: verdicts.map(({ point, keep, reasons }) => ({
      manifest: point.key,
      takenAt: point.takenAt.toISOString(),
      keep,
      reasons,
    })),
  }))
  const points = resources.flatMap((resource) => resource.points)
  const expiring = keysOf(points.filter(({ keep }) => !keep))
  return {
    resources,
    kept: points.length - expiring.length,
    expires: expiring.length,
    freed: await freedBytes(ports.store, expiring, await keptKeys(ports, points)),
    purges: await countPurges(ports, request),
    forgets: await countForgettable(ports),
    marked: await markedBefore(ports, request),
  }
}

/** Points that were not asked about stay, and name blobs as well. */
async function keptKeys(
  { vault }: Pick<PrunePorts, 'vault'>,
  points: readonly PlannedPoint[],
): Promise<readonly string[]> {
  const expiring = new Set(keysOf(points.filter(({ keep }) => !keep)))
  if (expiring.size === 0) return []
  const all = await Array.fromAsync(vault.listManifests({}))
  return all.map(({ key }) => key).filter((key) => !expiring.has(key))
}

async function countPurges(
  { store, clock }: Pick<PrunePorts, 'store' | 'clock'>,
  { grace }: PruneRequest,
): Promise<number> {
  const before = clock.now().getTime() - grace
  const expired = await Array.fromAsync(listExpired(store))
  return expired.filter(({ expiredAt }) => expiredAt.getTime() < before).length
}

async function markedBefore(
  { store }: Pick<PrunePorts, 'store'>,
  { grace }: PruneRequest,
): Promise<PrunePlan['marked']> {
  const marked = await readMarked(store)
  if (marked === undefined) return undefined
  const { blobs, bytes, since } = marked
  return { blobs, bytes, dueAt: new Date(since.getTime() + grace).toISOString() }
}

function keysOf(points: readonly PlannedPoint[]): readonly string[] {
  return points.map(({ manifest }) => manifest)
}
