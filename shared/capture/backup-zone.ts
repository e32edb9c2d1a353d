import pLimit from 'p-limit'
import { attemptCapture } from './attempt-capture.ts'
import type { Cause } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { CapturePorts } from './capture-function.ts'
import { takePoint } from './capture-function.ts'
import { livingNames } from './living-names.ts'
import type { Mode, ZonePlan } from './plan-zone.ts'
import { listedFunction, planZone } from './plan-zone.ts'
import { zoneScope } from './scope.ts'
import { writeInventory } from './write-inventory.ts'

/** A zone, why it is run over, and how. */
export interface ZoneRequest {
  readonly account: string
  readonly region: string
  readonly cause: Cause
  readonly mode: Mode
  /** Functions read side by side; pacing is the clients' part. Default 4. */
  readonly concurrency?: number
}

/** How far a run is: `planned` once, then `done` after each function. */
export type ZoneProgress =
  | { readonly type: 'planned'; readonly plan: ZonePlan }
  | { readonly type: 'done'; readonly name: string; readonly outcome: Outcome }

/** What became of a zone. */
export interface ZoneResult {
  readonly region: string
  readonly plan: ZonePlan
  /** Of the functions that were read or looked for, in order of name. */
  readonly outcomes: readonly Outcome[]
  readonly counts: ZoneCounts
}

export interface ZoneCounts {
  /** Functions in the listing. */
  readonly listed: number
  readonly captured: number
  /** Read and found unchanged, or not read because the listing shows no change. */
  readonly unchanged: number
  readonly deleted: number
  readonly failed: number
}

/** Four hide the latency of a call; more would only wait for the quota, which is one for the whole zone. */
const CONCURRENCY = 4

/**
 * Functions of the zone for each one read, up to which lists of the zone cost fewer calls than asking for each:
 * a list call returns 50 or 100 items, against three calls for each function (API reference).
 */
const LISTED_PER_READ = 100

/**
 * Backs up every function of one zone that needs it, and marks those that are gone. One function that fails is an
 * outcome; the run goes on.
 *
 * @param onProgress told of the plan, then of each function
 * @throws HoldfastError when the zone cannot be listed or the vault cannot be read
 */
export async function backupZone(
  ports: CapturePorts,
  request: ZoneRequest,
  onProgress: (progress: ZoneProgress) => void = () => {},
): Promise<ZoneResult> {
  const { account, region, mode } = request
  const since = ports.clock.now()
  const listing = await Array.fromAsync(ports.lambda.listFunctions(), listedFunction)
  const known = await ports.vault.readInventory(account, region)
  const living = mode === 'deep' ? await livingNames(ports.vault, account, region) : []
  const plan = planZone({ listing, inventory: known?.inventory, living }, mode)
  onProgress({ type: 'planned', plan })
  const isShared = plan.read.length * LISTED_PER_READ > listing.length
  const scope = isShared ? { scope: zoneScope(ports, since) } : {}
  const limit = pLimit(request.concurrency ?? CONCURRENCY)
  const captures = await limit.map([...plan.read, ...plan.gone], async ({ name }) => {
    const capture = await attemptCapture(ports.log, { account, zone: region, kind: 'function', name }, () =>
      takePoint(ports, { ...request, ...scope, name }),
    )
    onProgress({ type: 'done', name, outcome: capture.outcome })
    return { name, capture }
  })
  await writeInventory(
    ports,
    { account, zone: region, listedAt: since.toISOString() },
    { listing, plan, captures },
  )
  const outcomes = captures.map(({ capture }) => capture.outcome)
  return { region, plan, outcomes, counts: countZone(listing.length, plan, outcomes) }
}

/** Adds up what became of a zone. `listed`: resources in its listing. */
function countZone(listed: number, plan: ZonePlan, outcomes: readonly Outcome[]): ZoneCounts {
  const of = (type: Outcome['type']) => outcomes.filter((outcome) => outcome.type === type).length
  return {
    listed,
    captured: of('captured'),
    unchanged: plan.unchanged.length + of('unchanged'),
    deleted: of('deleted'),
    failed: of('failed'),
  }
}
