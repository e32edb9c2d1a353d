import * as z from 'zod'
import { PreconditionFailedError } from '../errors.ts'
import { FORMAT_VERSION, Instant } from '../model/manifest.ts'
import { ResourceRef } from '../model/resource.ts'
import { RunId, RunMode } from '../model/run.ts'
import type { ObjectStore, WriteCondition } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { runLockKey } from '../vault/run-layout.ts'

/** What a run looks at, as far as runs may differ in it. */
export const RunScope = z.strictObject({
  mode: RunMode,
  plan: z.string().optional(),
  /** Those that it was told to look at; missing when all. */
  zones: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
})
export type RunScope = z.infer<typeof RunScope>

/** Who holds, or last held, the right to run in an account. One that was given back expired in 1970. */
export const LockRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  account: ResourceRef.shape.account,
  runId: RunId,
  since: Instant,
  expires: Instant,
  scope: RunScope.optional(),
})
export type LockRecord = z.infer<typeof LockRecord>

/** What a lock needs of the world. */
export interface LockWorld {
  readonly store: Pick<ObjectStore, 'load' | 'write'>
  readonly clock: Pick<Clock, 'now'>
}

/** Which run of which account asks. */
export interface LockRequest {
  readonly account: string
  readonly runId: string
  /** What the run looks at; kept while the lock is renewed. */
  readonly scope?: RunScope
}

/** `acquired`: the run may work until `until`, unless it renews. `held`: another run does. */
export type LockAnswer =
  | { readonly state: 'acquired'; readonly until: Date }
  | { readonly state: 'held'; readonly by: LockRecord }

/** `lost`: the run does not hold the lock any more, and must stop. */
export type LockRenewal = { readonly state: 'renewed'; readonly until: Date } | { readonly state: 'lost' }

/**
 * How long after its expiry a lock is still left alone, in milliseconds. Holder and contender have clocks of their
 * own; as long as these differ by less than this, there are never two holders.
 */
export const CLOCK_TOLERANCE = 60_000

/** Tries against others that write at the same time; each lost try means that somebody else came further. */
const ATTEMPTS = 10

/**
 * Takes the lock of an account for a run, if no other run holds it. A run that has it already keeps it.
 * The holder is known by its run id alone, so any process of that run can renew or release.
 *
 * @param ttl how long the lock is held without being renewed, in milliseconds
 * @throws PreconditionFailedError when others kept writing at the same time
 */
export async function acquireRunLock(
  world: LockWorld,
  request: LockRequest,
  ttl: number,
): Promise<LockAnswer> {
  return await change<LockAnswer>(world, request, (current, now) => {
    if (current !== undefined && isHeldByAnother(current, request, now)) {
      return { answer: { state: 'held', by: current } }
    }
    const since = current?.runId === request.runId ? current.since : now.toISOString()
    const record = holding(request, since, laterOf(ownExpiry(current, request), now.getTime() + ttl))
    return { answer: { state: 'acquired', until: new Date(record.expires) }, record }
  })
}

/**
 * Holds the lock for `ttl` milliseconds more; never for a shorter time than it is held already.
 * @throws PreconditionFailedError as above
 */
export async function renewRunLock(
  world: LockWorld,
  request: LockRequest,
  ttl: number,
): Promise<LockRenewal> {
  return await change<LockRenewal>(world, request, (current, now) => {
    if (current?.runId !== request.runId) return { answer: { state: 'lost' } }
    const expires = laterOf(Date.parse(current.expires), now.getTime() + ttl)
    const record = { ...current, expires: expires.toISOString() }
    return { answer: { state: 'renewed', until: expires }, record }
  })
}

/**
 * Gives the lock back. Nothing happens when another run has it.
 * @throws PreconditionFailedError as above
 */
export async function releaseRunLock(world: LockWorld, request: LockRequest): Promise<void> {
  await change(world, request, (current) => {
    if (current?.runId !== request.runId) return { answer: undefined }
    // Long ago, and not now: the tolerance would make others wait for a lock that was given back.
    return { answer: undefined, record: holding(request, current.since, 0) }
  })
}

/** Who holds, or last held, the lock of an account; `undefined` when nobody ever did. @throws ManifestInvalidError */
export async function readRunLock(
  store: Pick<ObjectStore, 'load'>,
  account: string,
): Promise<LockRecord | undefined> {
  const key = runLockKey(account)
  const found = await store.load(key)
  return found && decodeDocument(LockRecord, found.bytes, key)
}

interface Decision<T> {
  readonly answer: T
  /** What is written before the answer holds. */
  readonly record?: LockRecord
}

/** Reads, decides and writes on the condition that nobody wrote in between; otherwise decides anew. */
async function change<T>(
  { store, clock }: LockWorld,
  { account }: LockRequest,
  decide: (current: LockRecord | undefined, now: Date) => Decision<T>,
): Promise<T> {
  const key = runLockKey(account)
  for (let attempt = 1; ; attempt += 1) {
    const found = await store.load(key)
    const current = found && decodeDocument(LockRecord, found.bytes, key)
    const { answer, record } = decide(current, clock.now())
    if (record === undefined) return answer
    const condition: WriteCondition = found === undefined ? 'absent' : { version: found.version }
    if (await tryWrite(store, record, condition)) return answer
    if (attempt === ATTEMPTS) throw crowded(key)
  }
}

async function tryWrite(
  store: LockWorld['store'],
  record: LockRecord,
  condition: WriteCondition,
): Promise<boolean> {
  const key = runLockKey(record.account)
  const bytes = encodeDocument(LockRecord, record, key)
  try {
    await store.write(key, bytes, { size: bytes.length, condition })
    return true
  } catch (error) {
    if (error instanceof PreconditionFailedError) return false
    throw error
  }
}

function isHeldByAnother({ runId, expires }: LockRecord, request: LockRequest, now: Date): boolean {
  return runId !== request.runId && now.getTime() < Date.parse(expires) + CLOCK_TOLERANCE
}

function ownExpiry(current: LockRecord | undefined, { runId }: LockRequest): number {
  return current?.runId === runId ? Date.parse(current.expires) : 0
}

function laterOf(a: number, b: number): Date {
  return new Date(Math.max(a, b))
}

function holding({ account, runId, scope }: LockRequest, since: string, expires: number | Date): LockRecord {
  const times = { since, expires: new Date(expires).toISOString() }
  return { format: FORMAT_VERSION, account, runId, ...times, ...(scope && { scope }) }
}

function crowded(key: string): PreconditionFailedError {
  return new PreconditionFailedError(`${key} kept changing while it was written`, {
    evidence: { key, attempts: ATTEMPTS },
  })
}
