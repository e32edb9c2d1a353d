import { keepLines } from '../activity/keep-lines.ts'
import { outcomeLine } from '../activity/run-lines.ts'
import type { ActivityLine } from '../model/activity.ts'
import type { Inventory } from '../model/inventory.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { Failure, ZoneSummary } from '../model/run.ts'
import { ShardInventory, ShardWork, ZoneWork, itemKey } from '../model/work.ts'
import { readOutcomes, writeZoneSummary } from '../report/store.ts'
import { failedZone, summarizeZone } from '../report/summarize-zone.ts'
import { shardInventoryKey, shardKey, zoneWorkKey } from '../vault/run-layout.ts'
import { findDocument, readDocument } from '../vault/stored-documents.ts'
import { holdLock } from './hold-lock.ts'
import type { RunPorts } from './run-ports.ts'
import type { ZoneStep } from './shard-zone.ts'
import { readSpent } from './spent.ts'
import { isWritten, stillUntold } from './still-untold.ts'

/** What the state machine hands over: with the failure that Step Functions caught, if there was one. */
export interface FinishRequest extends ZoneStep {
  readonly failure: Failure | undefined
}

/** Small enough to be carried: the summary is in the vault. */
export interface FinishedZone {
  readonly zone: string
  readonly state: ZoneSummary['state']
}

/**
 * Ends a run in one zone: writes the zone's inventory, then adds up the outcomes to its summary. After a failure
 * of the zone, what was captured before it still counts.
 *
 * @throws RunOverlapError, HoldfastError when the vault cannot be used
 */
export async function finishZone(ports: RunPorts, request: FinishRequest): Promise<FinishedZone> {
  const { run, zone, failure } = request
  await holdLock(ports, run)
  const work = await findDocument(ports.store, ZoneWork, zoneWorkKey(run, zone))
  const summary = await summarize(ports, request, work)
  const known = work && (await ports.vault.readInventory(run.account, zone))
  if (work !== undefined) await renewInventory(ports, request, { work, known })
  await writeZoneSummary(ports.store, run, summary)
  await keepActivity(ports, request, known?.inventory)
  ports.log.info('zone finished', { zone, state: summary.state, ...(failure && { failure: failure.error }) })
  return { zone, state: summary.state }
}

async function summarize(
  { store, clock }: RunPorts,
  { run, zone, failure }: FinishRequest,
  work: ZoneWork | undefined,
): Promise<ZoneSummary> {
  const endedAt = clock.now()
  if (work === undefined) {
    const lost = { error: 'ZoneNotPlanned', message: 'The zone was not listed.', retryable: true }
    const usage = await readSpent(store, { run, zone })
    return failedZone({ zone, startedAt: new Date(run.startedAt), endedAt, usage }, failure ?? lost)
  }
  const { found, unchanged, planned, usage } = work
  const facts = { zone, startedAt: new Date(work.startedAt), endedAt, found, unchanged, planned, usage }
  return summarizeZone({ ...facts, ...(failure && { failure }) }, readOutcomes(store, run, zone))
}

/** What the run found changed, or could not read, for `holdfast activity`. Not having it is no reason to fail. */
async function keepActivity(
  ports: RunPorts,
  { run, zone }: FinishRequest,
  known: Inventory | undefined,
): Promise<void> {
  const at = ports.clock.now()
  try {
    const lines = await activityOf(ports, { run, zone, known }, at)
    await keepLines(ports, { writer: 'run', at, id: `${run.runId}-${zone}` }, lines)
  } catch (error) {
    ports.log.error('what the run found could not be read again for activity/', { zone, error })
    // How many lines there would have been nobody knows.
    ports.metrics.add('ActivityLost', 'Count', 1)
  }
}

async function activityOf(
  { store }: Pick<RunPorts, 'store'>,
  { run, zone, known }: ZoneStep & { readonly known: Inventory | undefined },
  at: Date,
): Promise<readonly ActivityLine[]> {
  const lines: ActivityLine[] = []
  for await (const outcome of readOutcomes(store, run, zone)) {
    if (outcome.type === 'shard-end' || isWritten(outcome, known)) continue
    const line = outcomeLine(outcome, { run, at })
    if (line !== undefined) lines.push(line)
  }
  return lines
}

/** Lines that the listing showed to be outdated, and that this run left: they say until when they were true. */
function outdated(
  known: { readonly inventory: Inventory } | undefined,
  { left = [] }: ZoneWork,
): Inventory['functions'] {
  if (known === undefined) return {}
  const { functions, listedAt } = known.inventory
  const lines = left.flatMap((key) => {
    const line = functions[key]
    return line === undefined ? [] : [[key, { ...line, sameUntil: line.sameUntil ?? listedAt }] as const]
  })
  return Object.fromEntries(lines)
}

/** From what a zone's next inventory is made. */
interface Renewal {
  readonly work: ZoneWork
  readonly known: { readonly inventory: Inventory; readonly version: string } | undefined
}

/**
 * The lines of the last inventory, less everything that this run looked at, and with what it found out. Who failed,
 * or was read only in part, has no line, and so is read again by the next run.
 */
async function renewInventory(
  ports: RunPorts,
  { run, zone }: FinishRequest,
  { work, known }: Renewal,
): Promise<void> {
  const { vault, store } = ports
  const functions: Inventory['functions'] = { ...known?.inventory.functions, ...outdated(known, work) }
  for (let shard = 0; shard < work.shards; shard += 1) {
    const { items } = await readDocument(store, ShardWork, shardKey(run, zone, shard))
    for (const item of items) delete functions[itemKey(item)]
    Object.assign(functions, await findDocument(store, ShardInventory, shardInventoryKey(run, zone, shard)))
  }
  const { account } = run
  const untold = await stillUntold(ports, { run, zone }, known?.inventory)
  const place = { format: FORMAT_VERSION, account, zone, listedAt: work.listedAt } as const
  await vault.writeInventory({ ...place, functions, ...untold }, known?.version)
}
