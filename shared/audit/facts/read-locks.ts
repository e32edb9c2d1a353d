import type { ShortLock } from '../../immutability/find-short-locks.ts'
import { findShortLocks } from '../../immutability/find-short-locks.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { resourcePath } from '../../model/resource.ts'
import type { ObjectLock } from '../../ports/object-store.ts'
import { timeText } from '../../report/format.ts'
import type { AuditPorts } from '../audit-ports.ts'
import type { Until } from '../read-blobs.ts'
import type { Seen } from '../seen.ts'
import { none, seen } from '../seen.ts'

/** Objects that are named; more are counted. */
const NAMED = 10_000

/** An object that is not locked as it should be. */
export interface LockFinding {
  /** Of a manifest or a blob. */
  readonly key: string
  readonly what: string
  /** Points, by key, that it belongs to. */
  readonly points: readonly string[]
}

/** What is not locked of what plans want locked. */
export interface LockFacts {
  /** Names of the plans that ask for immutability. */
  readonly plans: readonly string[]
  readonly count: number
  /** The first ten thousand. */
  readonly short: readonly LockFinding[]
  /** The last resource that there was time for; `undefined` when there was time for all. */
  readonly stoppedAt: string | undefined
}

/** Looks for locks that are missing or too short, until time is up. @throws HoldfastError when the vault cannot be read */
export async function readLocks(
  { vault, locks, plans, clock }: Pick<AuditPorts, 'vault' | 'locks' | 'plans' | 'clock'>,
  { until }: Until,
): Promise<Seen<LockFacts>> {
  const asking = Object.entries(plans.plans).flatMap(([name, plan]) => (plan.immutability ? [name] : []))
  if (asking.length === 0) return none('No plan asks for immutability.')
  const short: LockFinding[] = []
  let count = 0
  let stoppedAt: string | undefined
  const goesOn = (last: ResourceRef) => {
    if (clock.now() >= until) stoppedAt = resourcePath(last)
    return stoppedAt === undefined
  }
  for await (const one of findShortLocks({ vault, locks, plans, clock }, {}, goesOn)) {
    count += 1
    if (short.length < NAMED) short.push(findingOf(one))
  }
  return seen({ plans: asking, count, short, stoppedAt })
}

function findingOf({ key, manifest, plan, kind, required, found }: ShortLock): LockFinding {
  const has = found === undefined ? 'it is not locked' : `it has ${lockText(found)}`
  const wanted =
    kind === 'uncertain'
      ? `its plan is not certain, for its tags or its placement could not be read: plan ${plan} would want`
      : `plan ${plan} wants`
  return { key, what: `${has}; ${wanted} ${lockText(required)}`, points: [manifest] }
}

function lockText({ mode, until }: ObjectLock): string {
  return `${mode} until ${timeText(until)}`
}
