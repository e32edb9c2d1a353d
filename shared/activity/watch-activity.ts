import { PreconditionFailedError } from '../errors.ts'
import type { TrailEvent } from '../changes/trail-event.ts'
import type { WatchLimits } from '../model/activity-limits.ts'
import type { Sighting } from '../model/activity.ts'
import { LOOK_BACK_MS, WatchState } from '../model/watch-state.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import { activityWatchKey } from '../vault/activity-layout.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { writeLines } from './keep-lines.ts'
import { attemptLine } from './read-attempt.ts'
import { readNewActivity } from './read-lines.ts'
import type { Watched } from './watch.ts'
import { watch } from './watch.ts'
import { newWatch } from './watch-state.ts'

/** What the watch touches. */
export interface WatchPorts {
  readonly account: string
  readonly store: ObjectStore
  readonly limits: WatchLimits
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly metrics: Metrics
  /** Makes ids that are unlike any other. */
  readonly newId: () => string
  /** Tells people of what is unusual and goes on, and of what has ended. @throws HoldfastError */
  readonly tell: (seen: readonly Sighting[], ended: readonly Sighting[]) => Promise<void>
}

/** What one look found. */
export interface WatchAnswer {
  readonly seen: number
  readonly ended: number
}

/** Looks that race for the record: the one on the schedule, and those that attempts cause. */
const ATTEMPTS = 5

/**
 * Looks for what is unusual in what was recorded lately. People are told before the record is written: after a crash
 * in between they are told again, and the desk knows that they know.
 *
 * @param event a call on the vault, its key or a trail, which is recorded first; without one it is time for a look
 * @throws HoldfastError when the vault cannot be used or nobody could be told: the look must be repeated
 */
export async function watchActivity(ports: WatchPorts, event?: TrailEvent): Promise<WatchAnswer> {
  const { store, clock, newId } = ports
  const line = event && attemptLine(event, clock.now())
  if (line !== undefined)
    await writeLines(store, { writer: 'attempts', at: clock.now(), id: newId() }, [line])
  const { seen, ended } = await look(ports)
  ports.metrics.add('UnusualActivity', 'Count', seen.length)
  for (const one of seen) ports.log.warn('unusual activity', { ...one })
  return { seen: seen.length, ended: ended.length }
}

async function look(ports: WatchPorts): Promise<Watched> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await lookOnce(ports)
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === ATTEMPTS) throw error
    }
  }
}

async function lookOnce({ account, store, limits, clock, log, metrics, tell }: WatchPorts): Promise<Watched> {
  const now = clock.now()
  const key = activityWatchKey(account)
  const stored = await store.load(key)
  const before = stored ? decodeDocument(WatchState, stored.bytes, key) : newWatch(account, now)
  const since = new Date(now.getTime() - LOOK_BACK_MS)
  const { lines, damaged } = await readNewActivity(store, { since, now })
  for (const one of damaged) log.error('a line of activity/ cannot be read', { ...one })
  if (damaged.length > 0) metrics.add('ActivityLost', 'Count', damaged.length)
  const own = lines.filter((line) => line.account === account)
  const watched = watch(before, own, limits, now)
  await tell(watched.seen, watched.ended)
  const bytes = encodeDocument(WatchState, watched.state, key)
  const isSame = stored !== undefined && Buffer.from(stored.bytes).equals(bytes)
  const condition = stored === undefined ? 'absent' : { version: stored.version }
  if (!isSame) await store.write(key, bytes, { size: bytes.length, condition })
  return watched
}
