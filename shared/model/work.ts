import * as z from 'zod'
import { InventoryEntry } from './inventory.ts'
import { FORMAT_VERSION, Instant } from './manifest.ts'
import { ResourceKind } from './resource.ts'
import { NotEnrolled, RunId, RunMode, Usage, ZoneName } from './run.ts'

/** A run as its steps know it: small enough to be handed from state to state. */
export const RunHeader = z.strictObject({
  runId: RunId,
  account: z.string().regex(/^\d{12}$/),
  mode: RunMode,
  /** The backup plan that it is for alone; without it the run looks at everything. */
  plan: z.string().min(1).optional(),
  /** Whoever started it chose its zones. */
  someZones: z.literal(true).optional(),
  startedAt: Instant,
})
export type RunHeader = z.infer<typeof RunHeader>

/** What a run set out for. `runs/<date>/<run id>/plan.json`. */
export const RunPlan = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  run: RunHeader,
  /** Who started it by hand, by ARN. */
  startedBy: z.string().optional(),
  zones: z.array(ZoneName),
  newZones: z.array(ZoneName),
  /** Zones that are gone since the last run. */
  vanishedZones: z.array(ZoneName),
  /** All zones that are gone: those that an earlier run announced as well. */
  goneZones: z.array(ZoneName),
  /** Zones that were asked for and that the account does not have. */
  unknownZones: z.array(z.string()),
  /** Regions whose change events could not be routed to the hub. The run captures them all the same. */
  notEnrolled: z.array(NotEnrolled),
})
export type RunPlan = z.infer<typeof RunPlan>

/** What a listing says of a resource; with the fingerprint of its point it becomes its line in the inventory. */
export const ListedState = InventoryEntry.omit({ fingerprint: true, plan: true, sameUntil: true })
export type ListedState = z.infer<typeof ListedState>

/** One resource to look at. `listed` is missing when the listing does not have it any more. */
export const WorkItem = z.strictObject({
  kind: ResourceKind,
  name: z.string().min(1),
  reason: z.string(),
  listed: ListedState.optional(),
})
export type WorkItem = z.infer<typeof WorkItem>

/** A resource's line in the inventory of its zone: a function's name, or kind and name. */
export function itemKey({ kind, name }: Pick<WorkItem, 'kind' | 'name'>): string {
  return kind === 'function' ? name : `${kind}/${name}`
}

/** What one shard has to do. `runs/.../zones/<zone>/shards/<n>.json`. */
export const ShardWork = z.strictObject({ format: z.literal(FORMAT_VERSION), items: z.array(WorkItem) })
export type ShardWork = z.infer<typeof ShardWork>

/** What a run does in one zone. `runs/.../zones/<zone>/plan.json`: written last, so that it means that all shards are. */
export const ZoneWork = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  startedAt: Instant,
  /** When the listing began: what changed later is not in it. */
  listedAt: Instant,
  found: z.int(),
  unchanged: z.int(),
  planned: z.int(),
  shards: z.int(),
  /** Lines of the inventory that the listing showed to be outdated and that a run for one plan left to other runs. */
  left: z.array(z.string()).optional(),
  usage: Usage,
})
export type ZoneWork = z.infer<typeof ZoneWork>

/** Lines of the zone's next inventory that one shard found out. `runs/.../zones/<zone>/inventory/<n>.json`. */
export const ShardInventory = z.record(z.string(), InventoryEntry)
export type ShardInventory = z.infer<typeof ShardInventory>
