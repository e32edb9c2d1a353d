import pLimit from 'p-limit'
import { NotFoundError, PreconditionFailedError } from '../errors.ts'
import type { BlobRef, Manifest } from '../model/manifest.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { ObjectLock, ObjectLocks } from '../ports/object-store.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import { blobKey } from '../vault/layout.ts'
import { decidingPoint } from './deciding-point.ts'
import { keepLocked } from './keep-locked.ts'
import { asksForLocks, plannedLock } from './planned-lock.ts'

/** By what points are locked. */
export interface LockWorld {
  /** `undefined` where the store has no locks: a directory. */
  readonly locks: ObjectLocks | undefined
  readonly plans: PlanFile
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'warn'>
}

type Locking = LockWorld & { readonly locks: ObjectLocks; readonly vault: Vault }

/** Blobs asked for and locked side by side. */
const PARALLEL = 8

/**
 * The same vault, whose points are locked as their plans ask: first every blob that a point names, then the manifest,
 * written with its lock, and only then may a pointer name it. A crash on the way leaves something locked that nobody
 * names, never something named that is not locked.
 *
 * Where the store has no locks nothing is pretended: each point that should have one is warned of.
 */
export function lockingVault(vault: Vault, world: LockWorld): Vault {
  if (!asksForLocks(world.plans)) return vault
  const { locks } = world
  if (locks === undefined) return warningVault(vault, world)
  const locking = { ...world, locks, vault }
  return {
    ...vault,
    putManifest: (manifest) => putLocked(locking, manifest),
    confirmPoint: (key) => renewLock(locking, key),
  }
}

function warningVault(vault: Vault, { plans, clock, log }: LockWorld): Vault {
  return {
    ...vault,
    async putManifest(manifest) {
      const lock = await lockFor({ vault, plans }, manifest, new Date(manifest.takenAt))
      if (lock !== undefined && lock.until > clock.now()) {
        log.warn('a recovery point is not locked though its plan asks for it: this vault has no locks', {
          vault: vault.url,
          plan: lock.plan,
          resource: manifest.resource,
        })
      }
      return await vault.putManifest(manifest)
    },
  }
}

async function putLocked(locking: Locking, manifest: Parameters<Vault['putManifest']>[0]) {
  const { vault, locks, clock } = locking
  const lock = await lockFor(locking, manifest, new Date(manifest.takenAt))
  // What is put back after its term, S3 would refuse to lock until a day that is over.
  if (lock === undefined || lock.until <= clock.now()) return await vault.putManifest(manifest)
  const blobs = manifest.type === 'point' ? manifest.blobs : []
  await lockBlobs(locking, blobs, lock)
  const put = await vault.putManifest(manifest, lock)
  // An earlier attempt may have written it by another plan.
  if (put.state === 'present') await keepLocked(locks, put.key, { lock, now: clock.now() })
  // A sweep may have taken a blob that somebody put anew, without a lock. From now on no sweep takes any of them.
  await lockBlobs(locking, blobs, lock)
  return put
}

/**
 * Renews the lock of a point that is the newest of what lives, when it ends before its term or has less than half of one
 * left: what nobody changes gets no new point, and the one that it has must not become unlocked.
 */
async function renewLock(locking: Locking, key: string): Promise<void> {
  const { vault, locks, clock } = locking
  const now = clock.now()
  const manifest = await vault.readManifest(key)
  const renewed = await lockFor(locking, manifest, now)
  if (renewed === undefined || manifest.type === 'tombstone') return
  const found = await locks.lockOf(key)
  const half = (now.getTime() + renewed.until.getTime()) / 2
  const own = await lockFor(locking, manifest, new Date(manifest.takenAt))
  const needed = Math.max(half, own?.until.getTime() ?? 0)
  if (found !== undefined && found.until.getTime() >= needed) return
  await lockBlobs(locking, manifest.blobs, renewed)
  await keepLocked(locks, key, { lock: renewed, now })
}

async function lockFor({ vault, plans }: Pick<Locking, 'vault' | 'plans'>, manifest: Manifest, from: Date) {
  const point = await decidingPoint(vault, manifest)
  return point && plannedLock(plans, point, from)
}

async function lockBlobs(
  { locks, clock }: Locking,
  blobs: readonly BlobRef[],
  lock: ObjectLock,
): Promise<void> {
  await pLimit(PARALLEL).map([...blobs], async ({ sha256 }) => {
    try {
      await keepLocked(locks, blobKey(sha256), { lock, now: clock.now() })
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      throw new PreconditionFailedError(`A blob that the recovery point names was swept: ${sha256}`, {
        cause: error,
        evidence: { sha256 },
      })
    }
  })
}
