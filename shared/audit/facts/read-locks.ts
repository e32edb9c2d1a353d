import type { ShortLock, ShortLockPorts } from '../../immutability/find-short-locks.ts'
import { findShortLocks } from '../../immutability/find-short-locks.ts'
import { LocksRecord } from '../../model/audit.ts'
import { FORMAT_VERSION } from '../../model/manifest.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { resourcePath } from '../../model/resource.ts'
import type { ObjectLock } from '../../ports/object-store.ts'
import type { ManifestEntry } from '../../ports/vault.ts'
import { timeText } from '../../report/format.ts'
import { LOCKS_KEY } from '../../vault/audit-layout.ts'
import { putDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { findRecord } from '../find-record.ts'
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
  /** The last resource of the audit before, which had no time for all; `undefined` when it began at the beginning. */
  readonly beganAfter?: string | undefined
  /** The last resource that there was time for; `undefined` when there was time for all. */
  readonly stoppedAt: string | undefined
}

type LockPorts = Pick<AuditPorts, 'vault' | 'store' | 'locks' | 'plans' | 'clock' | 'log'>

/**
 * Looks for locks that are missing or too short, until time is up. It begins where the last audit had to stop, and goes
 * on at the beginning: of a vault that is too large for one audit all is looked at by several.
 *
 * @throws HoldfastError when the vault cannot be read, or not be written
 */
export async function readLocks(ports: LockPorts, { until }: Until): Promise<Seen<LockFacts>> {
  const { vault, store, locks, plans, clock } = ports
  const asking = Object.entries(plans.plans).flatMap(([name, plan]) => (plan.immutability ? [name] : []))
  if (asking.length === 0) return none('No plan asks for immutability.')
  const beganAfter = (await findRecord(ports, LocksRecord, LOCKS_KEY))?.after ?? undefined
  const short: LockFinding[] = []
  let count = 0
  let stoppedAt: string | undefined
  const goesOn = (last: ResourceRef) => {
    if (clock.now() >= until) stoppedAt = resourcePath(last)
    return stoppedAt === undefined
  }
  const search = { vault: fromThere(vault, beganAfter), locks, plans, clock }
  for await (const one of findShortLocks(search, {}, goesOn)) {
    count += 1
    if (short.length < NAMED) short.push(findingOf(one))
  }
  await keepPlace(store, beganAfter, stoppedAt)
  return seen({ plans: asking, count, short, beganAfter, stoppedAt })
}

async function keepPlace(
  store: AuditPorts['store'],
  before: string | undefined,
  after: string | undefined,
): Promise<void> {
  if (after === before) return
  await putDocument(store, LocksRecord, { format: FORMAT_VERSION, after: after ?? null }, LOCKS_KEY)
}

/** The vault with its manifests listed from the resource after this one on, and then those before. */
function fromThere(vault: AuditPorts['vault'], after: string | undefined): ShortLockPorts['vault'] {
  if (after === undefined) return vault
  return {
    latest: async (resource) => await vault.latest(resource),
    readManifest: async (key) => await vault.readManifest(key),
    async *listManifests(filter) {
      for await (const entry of vault.listManifests(filter)) if (isBehind(entry, after)) yield entry
      for await (const entry of vault.listManifests(filter)) if (!isBehind(entry, after)) yield entry
    },
  }
}

/** In the order of keys, in which a folder ends with a slash. */
function isBehind({ resource }: ManifestEntry, after: string): boolean {
  return `${resourcePath(resource)}/` > `${after}/`
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
