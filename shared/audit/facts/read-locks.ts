import type { ShortLock, ShortLockPorts } from '../../immutability/find-short-locks.ts'
import { findShortLocks } from '../../immutability/find-short-locks.ts'
import type { LockFinding } from '../../model/audit.ts'
import { LocksRecord } from '../../model/audit.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { resourcePath } from '../../model/resource.ts'
import type { ObjectLock } from '../../ports/object-store.ts'
import { timeText } from '../../report/format.ts'
import { LOCKS_KEY } from '../../vault/audit-layout.ts'
import { putDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { findRecord } from '../find-record.ts'
import type { Until } from '../read-blobs.ts'
import type { Seen } from '../seen.ts'
import { none, seen } from '../seen.ts'
import type { LocksLook } from './locks-round.ts'
import { NAMED, afterLook, isBehind, rulesOf } from './locks-round.ts'

/** What is not locked of what plans want locked: as it was when each resource was looked at last. */
export interface LockFacts {
  /** Names of the plans that ask for immutability. */
  readonly plans: readonly string[]
  readonly count: number
  /** The first ten thousand. */
  readonly short: readonly LockFinding[]
  /** When all had been looked at last; `undefined` while they never were. */
  readonly wholeAt: string | undefined
  /** The last resource of the audit before, which had no time for all; `undefined` when it began at the beginning. */
  readonly beganAfter?: string | undefined
  /** The last resource that there was time for; `undefined` when there was time for all. */
  readonly stoppedAt: string | undefined
}

type LockPorts = Pick<AuditPorts, 'vault' | 'store' | 'locks' | 'plans' | 'clock' | 'log'>

/**
 * Looks for locks that are missing or too short, until time is up. It begins where the last audit had to stop, and goes
 * on at the beginning: of a vault that is too large for one audit all is looked at by several. When plans were changed, it
 * begins anew.
 *
 * @throws HoldfastError when the vault cannot be read, or not be written
 */
export async function readLocks(ports: LockPorts, limit: Until): Promise<Seen<LockFacts>> {
  const { store, plans } = ports
  const asking = Object.entries(plans.plans).flatMap(([name, plan]) => (plan.immutability ? [name] : []))
  if (asking.length === 0) return none('No plan asks for immutability.')
  const rules = rulesOf(plans, store.url)
  const found = await findRecord(ports, LocksRecord, LOCKS_KEY)
  const before = found?.rules === rules ? found : undefined
  const look = await lookOn(ports, before?.after ?? undefined, limit)
  const record = afterLook(before, rules, look)
  await putDocument(store, LocksRecord, record, LOCKS_KEY)
  const { short, more, wholeAt } = record
  const { beganAfter, stoppedAt } = look
  return seen({ plans: asking, count: short.length + more, short, wholeAt, beganAfter, stoppedAt })
}

async function lookOn(
  { vault, locks, plans, clock }: LockPorts,
  beganAfter: string | undefined,
  { until }: Until,
): Promise<LocksLook> {
  const found: LockFinding[] = []
  let beyond = 0
  let stoppedAt: string | undefined
  const goesOn = (last: ResourceRef) => {
    if (clock.now() >= until) stoppedAt = resourcePath(last)
    return stoppedAt === undefined
  }
  const search = { vault: fromThere(vault, beganAfter), locks, plans, clock }
  for await (const one of findShortLocks(search, {}, goesOn)) {
    if (found.length < NAMED) found.push(findingOf(one))
    else beyond += 1
  }
  return { at: clock.now(), beganAfter, stoppedAt, found, beyond }
}

/** The vault with its manifests listed from the resource after this one on, and then those before. */
function fromThere(vault: AuditPorts['vault'], after: string | undefined): ShortLockPorts['vault'] {
  if (after === undefined) return vault
  return {
    latest: async (resource) => await vault.latest(resource),
    readManifest: async (key) => await vault.readManifest(key),
    async *listManifests(filter) {
      for await (const entry of vault.listManifests(filter))
        if (isBehind(resourcePath(entry.resource), after)) yield entry
      for await (const entry of vault.listManifests(filter))
        if (!isBehind(resourcePath(entry.resource), after)) yield entry
    },
  }
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
