import { changedMember } from '../capture/plan-zone.ts'
import type { Inventory, InventoryEntry } from '../model/inventory.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RunHeader, WorkItem } from '../model/work.ts'
import { ShardWork, ZoneWork, itemKey } from '../model/work.ts'
import { planMemory } from '../plans/plan-mark.ts'
import { shardKey, zoneWorkKey } from '../vault/run-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { holdLock } from './hold-lock.ts'
import type { RunPorts } from './run-ports.ts'
import { addSpent, readSpent, sumUsage } from './spent.ts'
import { withSought } from './still-untold.ts'
import type { PlannedZone, ZoneDriver } from './zone-driver.ts'

/**
 * Resources in one shard. Reading a function takes about nine calls; at a third of Lambda's 15 a second that is two
 * seconds, so a shard takes some eight minutes of an invocation's fifteen. A slower one hands over.
 */
export const SHARD_SIZE = 250

/** A step of a run in one zone. */
export interface ZoneStep {
  readonly run: RunHeader
  readonly zone: string
}

/**
 * Lists a zone, compares it with its inventory, and writes one work list for each shard. Done again, it answers
 * with the lists that are there.
 *
 * @returns the numbers of the shards, and how many resources are in all of them
 * @throws RunOverlapError, HoldfastError when the zone cannot be listed
 */
export async function shardZone(
  ports: RunPorts,
  { run, zone }: ZoneStep,
): Promise<{ readonly shards: readonly number[]; readonly planned: number }> {
  await holdLock(ports, run)
  const key = zoneWorkKey(run, zone)
  const known = await findDocument(ports.store, ZoneWork, key)
  const { shards, planned } = known ?? (await writeShards(ports, { run, zone }))
  return { shards: numbers(shards), planned }
}

async function writeShards(ports: RunPorts, { run, zone }: ZoneStep): Promise<ZoneWork> {
  const listedAt = ports.clock.now().toISOString()
  const driver = ports.openZone(zone)
  const inventory = withSought(ports, (await ports.vault.readInventory(run.account, zone))?.inventory)
  const planned = driver.plan({ ...run, zone, inventory })
  const listed = await orSpend(planned, ports, { run, zone, driver })
  const { found, unchanged, items, left } = ofPlan(listed, { ports, run, inventory })
  const shards = Math.ceil(items.length / SHARD_SIZE)
  for (const shard of numbers(shards)) {
    const part = items.slice(shard * SHARD_SIZE, (shard + 1) * SHARD_SIZE)
    await putDocument(
      ports.store,
      ShardWork,
      {
        format: FORMAT_VERSION,
        items: part,
      },
      shardKey(run, zone, shard),
    )
  }
  const counts = { found, unchanged: unchanged.length, planned: items.length, shards }
  const work: ZoneWork = {
    format: FORMAT_VERSION,
    startedAt: listedAt,
    listedAt,
    ...counts,
    ...(left.length > 0 && { left }),
    usage: sumUsage(await readSpent(ports.store, { run, zone }), driver.usage()),
  }
  await putDocument(ports.store, ZoneWork, work, zoneWorkKey(run, zone))
  ports.log.info('zone planned', { zone, ...counts })
  return work
}

/** What a run is for of what a zone has; `left`: lines of the inventory that are outdated and that it leaves so. */
interface ZonePart extends PlannedZone {
  readonly left: string[]
}

/** Takes out of a planned zone what other plans are for. Its counts are then of the rest. */
function ofPlan(zone: PlannedZone, { ports, run, inventory }: ZonePlace): ZonePart {
  const { plan } = run
  if (plan === undefined || ports.plans === undefined) return { ...zone, left: [] }
  const memory = planMemory(ports.plans)
  const lines = inventory?.functions ?? {}
  const isOurs = (key: string) => !memory.isOfOther(lines[key], plan)
  const items = zone.items.filter((item) => isOurs(itemKey(item)))
  const unchanged = zone.unchanged.filter(isOurs)
  const found = unchanged.length + items.filter(({ listed }) => listed !== undefined).length
  const others = zone.items.filter((item) => !isOurs(itemKey(item)))
  const left = others.filter((item) => isOutdated(lines[itemKey(item)], item)).map(itemKey)
  return { found, unchanged, items, left }
}

interface ZonePlace {
  readonly ports: RunPorts
  readonly run: RunHeader
  readonly inventory: Inventory | undefined
}

function isOutdated(line: InventoryEntry | undefined, { listed }: WorkItem): boolean {
  return line !== undefined && (listed === undefined || changedMember(listed, line) !== undefined)
}

/** A plan that fails has asked AWS all the same. */
async function orSpend<T>(
  planned: Promise<T>,
  { store }: RunPorts,
  { driver, ...place }: ZoneStep & { readonly driver: ZoneDriver },
): Promise<T> {
  try {
    return await planned
  } catch (error) {
    await addSpent(store, place, driver.usage())
    throw error
  }
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}
