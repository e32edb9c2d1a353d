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
 * @returns whether nothing is left to remove
 */
export async function forgetEnded(ports: ForgetPorts, isUp: () => boolean): Promise<boolean> {
  const { store, clock } = ports
  const before = new Date(clock.now().getTime() - REMEMBERED)
  let batch: string[] = []
  const forgetBatch = async () => {
    await pLimit(PARALLEL).map(batch, (key) => forget(ports, key))
    batch = []
  }
  for await (const { key, modifiedAt } of store.list(KNOWN_PREFIX)) {
    if (modifiedAt >= before) continue
    batch.push(key)
    if (batch.length < BATCH) continue
    await forgetBatch()
    if (isUp()) return false
  }
  await forgetBatch()
  return true
}

async function forget({ store, log }: ForgetPorts, key: string): Promise<void> {
  const found = await store.load(key)
  if (found === undefined) return
  try {
    const { state, progress } = decodeDocument(AlertRecord, found.bytes, key)
    if (state !== 'begun' && progress === 'told') await store.remove(key, found.version)
  } catch (error) {
    if (error instanceof ManifestInvalidError)
      return log.warn('what people know of something cannot be read, and stays', { record: key, error })
    // One that was written anew meanwhile has begun again.
    if (!(error instanceof PreconditionFailedError)) throw error
  }
}
