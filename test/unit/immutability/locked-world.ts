import type { ObjectLocks } from '../../../shared/ports/object-store.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { PlanFile } from '../../../shared/plans/plan-file.ts'
import { lockingVault } from '../../../shared/immutability/locking-vault.ts'
import type { PreparedPoint } from '../../../shared/vault/commit.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import type { FakeLocks } from '../../fakes/fake-locks.ts'
import { createFakeLocks } from '../../fakes/fake-locks.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

export const DAY = 86_400_000
export const START = Date.parse('2026-01-01T00:00:00Z')

/** Three plans, chosen by tag alone: one that locks for 30 days, one for a year, and one that does not. */
export const PLANS: PlanFile = PlanFile.parse({
  version: 1,
  schedules: { quick: 'cron(0 3 ? * MON-SAT *)', deep: 'cron(0 3 ? * SUN *)' },
  default: 'open',
  plans: {
    open: {},
    month: { immutability: { mode: 'governance', term: '30d' } },
    year: { immutability: { mode: 'governance', term: '1y' } },
  },
})

export interface LockedWorld {
  readonly store: MemoryStore
  readonly locks: FakeLocks
  readonly vault: Vault
  readonly warnings: unknown[]
  /** Moves the clock to a day after the start. */
  at(day: number): void
  readonly now: () => Date
  capture(capture: Captured): Promise<string>
  bury(name?: string): Promise<string>
}

/** What is captured: a function, by its plan's tag (`undefined`: its tags could not be read), with a package. */
export interface Captured {
  readonly plan: string | undefined
  readonly code?: string
  readonly name?: string
  readonly description?: string
}

/** @param change puts something between the vault and its locks, or the store */
export function lockedWorld(
  change: (parts: { store: MemoryStore; locks: ObjectLocks }) => {
    store: MemoryStore
    locks: ObjectLocks | undefined
  } = (parts) => parts,
  plans = PLANS,
): LockedWorld {
  let time = START
  const now = () => new Date(time)
  const clock = { now, sleep: async () => {} }
  const store = createMemoryStore(now)
  const locks = createFakeLocks(store, now)
  const warnings: unknown[] = []
  const parts = change({ store, locks })
  const log = { warn: (message: string) => void warnings.push(message) }
  const bare = createVault({ store: parts.store, clock, newId: () => 'new' })
  const vault = lockingVault(bare, { locks: parts.locks, plans, clock, log })
  return {
    store,
    locks,
    vault,
    warnings,
    now,
    at: (day) => (time = START + day * DAY),
    async capture(captured) {
      const point = pointOf(captured, now())
      const expected = await vault.latest(point.resource)
      if (captured.code !== undefined) await vault.putBlob(blobRef(captured.code), opening(captured.code))
      const { state, manifest } = await commitPoint(vault, point, expected)
      if (state === 'unchanged') await vault.confirmPoint(manifest)
      return manifest
    },
    async bury(name = HELLO.name) {
      const resource = { ...HELLO, name }
      const tombstone = preparedTombstone({ resource, takenAt: now().toISOString() })
      return (await commitTombstone(vault, tombstone, await vault.latest(resource))).manifest
    },
  }
}

function pointOf({ plan, code, name = HELLO.name, description = '' }: Captured, at: Date): PreparedPoint {
  return preparedPoint(description, {
    resource: { ...HELLO, name },
    takenAt: at.toISOString(),
    ...(plan !== undefined && { tags: { 'holdfast:plan': plan } }),
    ...(code !== undefined && { code: blobRef(code) }),
  })
}

/** Days after the start until which an object is locked; `undefined` when it is not. */
export function lockedDays({ store }: Pick<LockedWorld, 'store'>, key: string): number | undefined {
  const until = store.objects.get(key)?.lock?.until
  return until && (until.getTime() - START) / DAY
}
