import { writeLines } from '../../../shared/activity/keep-lines.ts'
import { LOOK_BACK_MS } from '../../../shared/model/watch-state.ts'
import type { WatchPorts } from '../../../shared/activity/watch-activity.ts'
import { watchActivity } from '../../../shared/activity/watch-activity.ts'
import { ActivityLimits } from '../../../shared/model/activity-limits.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { changeLine } from '../../fakes/activity-lines.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { Use } from './prices.ts'
import { times } from './prices.ts'

/** Milliseconds between two looks: WatchSchedule of infrastructure/activity.yml. */
export const BETWEEN_LOOKS = 5 * 60_000

/** Looks over a line, from the first that sees it to one after the last. */
const LOOKS = LOOK_BACK_MS / BETWEEN_LOOKS + 2

/** Requests to S3 of looks for unusual activity. */
export interface WatchUse {
  /** A look at which nothing was recorded lately. */
  readonly quiet: Use
  /** What one recorded change adds, by itself: its line is written, and read by each look of the next two hours. */
  readonly change: Use
}

/** Counts the requests of the real code against a vault in memory. */
export async function watchUse(): Promise<WatchUse> {
  const quiet = await count(false)
  const busy = await count(true)
  const added = ({ read, write }: Requests) => ({ read: read - quiet.read, write: write - quiet.write })
  return { quiet: times({ ...quiet }, 1 / LOOKS), change: added(busy) }
}

interface Requests {
  read: number
  write: number
}

async function count(isBusy: boolean): Promise<Requests> {
  const store = createMemoryStore()
  const requests: Requests = { read: 0, write: 0 }
  const counted = counting(store, requests)
  let now = new Date('2026-11-21T10:00:00Z')
  const ports = watchPorts(counted, () => now)
  // The first look begins the record, which is done once.
  await watchActivity(ports)
  Object.assign(requests, { read: 0, write: 0 })
  if (isBusy)
    await writeLines(counted, { writer: 'on-change', at: now, id: 'one' }, [
      changeLine({ at: now.toISOString() }),
    ])
  for (let look = 0; look < LOOKS; look += 1) {
    now = new Date(now.getTime() + BETWEEN_LOOKS)
    await watchActivity(ports)
  }
  return requests
}

function watchPorts(store: ObjectStore, now: () => Date): WatchPorts {
  return {
    account: changeLine().account,
    store,
    limits: ActivityLimits.parse({}),
    clock: { now },
    log: fakeLog(),
    metrics: fakeMetrics(),
    newId: () => 'bench',
    tell: async () => {},
  }
}

/** Lists are paid as writes; each of these has less than a page. */
function counting(store: ObjectStore, requests: Requests): ObjectStore {
  return {
    ...store,
    list: (...where) => {
      requests.write += 1
      return store.list(...where)
    },
    load: (key) => {
      requests.read += 1
      return store.load(key)
    },
    write: (...what) => {
      requests.write += 1
      return store.write(...what)
    },
  }
}
