import pLimit from 'p-limit'
import { attemptCapture } from '../capture/attempt-capture.ts'
import type { Capture } from '../capture/keep-point.ts'
import type { InventoryEntry } from '../model/inventory.ts'
import type { WorkItem } from '../model/work.ts'
import { ShardWork, ZoneWork, itemKey } from '../model/work.ts'
import { planMemory } from '../plans/plan-mark.ts'
import { shardKey, zoneWorkKey } from '../vault/run-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'
import { holdLock } from './hold-lock.ts'
import type { RunPorts } from './run-ports.ts'
import type { ShardRecord } from './shard-record.ts'
import { loadShardRecord, saveShardRecord } from './shard-record.ts'
import type { ZoneStep } from './shard-zone.ts'
import type { ZoneDriver } from './zone-driver.ts'

/** A step of a run in one shard of one zone. */
export interface ShardStep extends ZoneStep {
  readonly shard: number
}

/** Captured side by side: they hide the latency of a call; the quota is one for the whole zone. */
const CONCURRENCY = 4

/** Resources after which what was done is written down: a crash repeats no more. */
const CHECKPOINT = 25

/** Left of an invocation, in milliseconds, when no further resource is begun: a 250 MB package takes about a minute. */
const MARGIN = 2 * 60_000

/**
 * Captures what one shard lists, until it is done or the time is nearly up. What an earlier invocation did is not
 * done again, so a shard that was cut off goes on where it was.
 *
 * @param deadline when the invocation ends
 * @param signal once it is aborted no further resource is begun
 * @returns whether the shard is done; otherwise it is to be run again
 * @throws RunOverlapError, HoldfastError when the vault cannot be used
 */
export async function runShard(
  ports: RunPorts,
  step: ShardStep,
  deadline: Date,
  signal?: AbortSignal,
): Promise<{ readonly done: boolean }> {
  const { run, zone, shard } = step
  const { store, clock } = ports
  const { items } = await readDocument(store, ShardWork, shardKey(run, zone, shard))
  const { listedAt } = await readDocument(store, ZoneWork, zoneWorkKey(run, zone))
  const record = await loadShardRecord(store, step)
  const todo = items.filter((item) => !record.settled.has(itemKey(item)))
  const driver = ports.openZone(zone)
  const since = new Date(listedAt)
  const session: Session = { ports, step, driver, since, record, startedAt: clock.now(), signal }
  for (let begun = 0; begun < todo.length; begun += CHECKPOINT) {
    if (deadline.getTime() - clock.now().getTime() < MARGIN || signal?.aborted === true) break
    await holdLock(ports, run)
    await captureItems(session, todo.slice(begun, begun + CHECKPOINT))
    await saveShardRecord(store, step, record)
  }
  return close(
    session,
    todo.every((item) => record.settled.has(itemKey(item))),
  )
}

interface Session {
  readonly ports: RunPorts
  readonly step: ShardStep
  readonly driver: ZoneDriver
  readonly since: Date
  readonly record: ShardRecord
  readonly startedAt: Date
  readonly signal: AbortSignal | undefined
}

async function captureItems(
  { ports, step, driver, since, record, signal }: Session,
  items: readonly WorkItem[],
): Promise<void> {
  const { account, runId } = step.run
  const cause = { type: 'run', runId } as const
  const memory = ports.plans && planMemory(ports.plans)
  await pLimit(CONCURRENCY).map(items, async (item) => {
    if (signal?.aborted === true) return
    const resource = { account, zone: step.zone, kind: item.kind, name: item.name }
    const capture = await attemptCapture(ports.log, resource, () =>
      driver.capture(item, { account, cause, since }),
    )
    settle(record, item, { ...capture, remembered: memory?.mark(capture.plan) })
  })
}

/** What the inventory remembers of the plan of what was captured. */
interface Remembered {
  readonly remembered: Pick<InventoryEntry, 'plan'> | undefined
}

function settle(
  { settled, lines, inventory }: ShardRecord,
  item: WorkItem,
  { outcome, fingerprint, isProvisional, remembered }: Capture & Remembered,
): void {
  settled.add(itemKey(item))
  lines.push(outcome)
  if (item.listed !== undefined && fingerprint !== undefined && !isProvisional) {
    inventory[itemKey(item)] = { ...item.listed, fingerprint, ...remembered }
  }
}

async function close(
  { ports, step, driver, record, startedAt }: Session,
  done: boolean,
): Promise<{ readonly done: boolean }> {
  const [from, to] = [startedAt.toISOString(), ports.clock.now().toISOString()]
  record.lines.push({ type: 'shard-end', startedAt: from, endedAt: to, ...driver.usage() })
  await saveShardRecord(ports.store, step, record)
  return { done }
}
