import pLimit from 'p-limit'
import { ManifestInvalidError, PreconditionFailedError } from '../errors.ts'
import { AlertRecord } from '../model/alert-record.ts'
import type { RetentionStore } from '../ports/object-store.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import { KNOWN_PREFIX } from '../vault/alert-layout.ts'
import { decodeDocument } from '../vault/documents.ts'

/** What is touched. */
export interface ForgetPorts {
  readonly store: RetentionStore
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'warn'>
}

/** How far forgetting came. */
export interface Forgetting {
  /** Whether nothing is left to remove. */
  readonly done: boolean
  /** Records that were removed. */
  readonly forgotten: number
}

/** Records looked at side by side. */
const PARALLEL = 16

/** Records that are gathered before they are looked at: bounds memory, and the time between two looks at the clock. */
const BATCH = 1000

/**
 * How long it is remembered that people were told of something that is over, in milliseconds. What could tell of it once
 * more is gone long before: messages stay in a queue for at most 14 days (SQS quotas), executions for 90.
 */
const REMEMBERED = 90 * 24 * 60 * 60_000

/**
 * Removes what people know of problems that ended long ago, and of what happened once: otherwise each run would read more
 * of it. What lasts stays. Whoever tells of the problem anew at the same moment is not hindered: he writes over the very
 * version that he read, and so does one of the two not come through.
 *
 * @param isUp whether the time is up: then it stops, and the next call goes on
 */
export async function forgetEnded(ports: ForgetPorts, isUp: () => boolean): Promise<Forgetting> {
  let hasBegun = false
  let forgotten = 0
  for await (const batch of oldRecords(ports)) {
    if (hasBegun && isUp()) return { done: false, forgotten }
    const removed = await pLimit(PARALLEL).map([...batch], (key) => forget(ports, key))
    forgotten += removed.filter(Boolean).length
    hasBegun = true
  }
  return { done: true, forgotten }
}

/** How many records `forgetEnded` would remove now. */
export async function countForgettable(ports: ForgetPorts): Promise<number> {
  let count = 0
  for await (const batch of oldRecords(ports)) {
    const found = await pLimit(PARALLEL).map([...batch], (key) => findOver(ports, key))
    count += found.filter((one) => one !== undefined).length
  }
  return count
}

async function* oldRecords({ store, clock }: ForgetPorts): AsyncIterable<readonly string[]> {
  const before = new Date(clock.now().getTime() - REMEMBERED)
  let batch: string[] = []
  for await (const { key, modifiedAt } of store.list(KNOWN_PREFIX)) {
    if (modifiedAt >= before) continue
    batch.push(key)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** @returns whether it was removed */
async function forget(ports: ForgetPorts, key: string): Promise<boolean> {
  const version = await findOver(ports, key)
  if (version === undefined) return false
  try {
    await ports.store.remove(key, version)
    return true
  } catch (error) {
    // One that was written anew meanwhile has begun again.
    if (error instanceof PreconditionFailedError) return false
    throw error
  }
}

/** The version of a record of what is over; `undefined` of any other, and of one that cannot be read. */
async function findOver({ store, log }: ForgetPorts, key: string): Promise<string | undefined> {
  const found = await store.load(key)
  if (found === undefined) return undefined
  try {
    const { state, progress } = decodeDocument(AlertRecord, found.bytes, key)
    return state !== 'begun' && progress === 'told' ? found.version : undefined
  } catch (error) {
    if (!(error instanceof ManifestInvalidError)) throw error
    log.warn('what people know of something cannot be read, and stays', { record: key, error })
    return undefined
  }
}
