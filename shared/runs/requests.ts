import * as z from 'zod'
import { Instant } from '../model/manifest.ts'
import { given } from '../model/members.ts'
import { RunId, RunMode, ZoneName } from '../model/run.ts'
import { RunHeader } from '../model/work.ts'
import type { ZoneFilter } from '../zones/zone-filter.ts'
import { CaughtFailure, PossibleFailure } from './caught-failure.ts'
import { namesZones } from './covers.ts'

/** What an execution is started with: by a schedule, which chooses no zones, or by a person. */
const RunInput = z
  .strictObject({
    mode: RunMode,
    /** Only what this backup plan is for. */
    plan: z.string().min(1).optional(),
    zones: z.array(ZoneName).optional(),
    exclude: z.array(ZoneName).optional(),
  })
  .transform(withChoice)

/** Says of what a run is started with whether its zones were chosen. */
function withChoice<T extends ZoneFilter>(input: T): T & { readonly someZones?: true } {
  return namesZones(input) ? { ...input, someZones: true } : input
}

/** To DiscoverZones. `request` is what the execution was started with. */
export const BeginEvent = z.object({
  runId: RunId,
  startedAt: Instant,
  request: RunInput,
})

/** To PlanZone. */
export const ZoneEvent = z.object({ run: RunHeader, zone: ZoneName })

/** To CaptureShard. */
export const ShardEvent = z.object({ ...ZoneEvent.shape, shard: z.int().nonnegative() })

/** To SummarizeZone. */
export const FinishEvent = z.object({ ...ZoneEvent.shape, failure: PossibleFailure })

/** What `ZoneLost` says of a zone that could not be summed up. */
const LostZone = z.object({ zone: ZoneName, failure: CaughtFailure })

/** To ReportRun. Of the zones' ends only those are looked at that left no summary. */
export const EndEvent = z
  .object({ run: RunHeader, zones: z.array(z.unknown()) })
  .transform(({ run, zones }) => ({
    run,
    lostZones: zones.flatMap((zone) => LostZone.safeParse(zone).data ?? []),
  }))

/**
 * What a run that failed was started with. That it cannot be read may be what it failed of: it is reported all the same.
 * A schedule gives a mode, and perhaps a plan; whoever gave more, mistyped or not, did not ask for everything.
 */
const FailedInput = z
  .looseObject({ mode: RunMode, plan: z.string().min(1).optional() })
  .transform(({ mode, plan, ...more }) => {
    const someZones = Object.values(more).some((value) => !isEmptyList(value)) ? (true as const) : undefined
    return { mode, plan, someZones }
  })

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

/** To ReportFailure: from wherever the run failed, perhaps before it began. */
export const FailureEvent = z
  .object({
    runId: RunId,
    startedAt: Instant,
    request: FailedInput,
    failure: CaughtFailure,
  })
  .transform(({ request: { mode, plan, someZones }, failure, ...run }) => ({
    run: { ...run, mode, ...given({ plan, someZones }) },
    failure,
  }))
