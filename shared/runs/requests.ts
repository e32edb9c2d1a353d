import * as z from 'zod'
import { Instant } from '../model/manifest.ts'
import { RunId, RunMode, ZoneName } from '../model/run.ts'
import { RunHeader } from '../model/work.ts'
import { CaughtFailure, PossibleFailure } from './caught-failure.ts'

/** What an execution is started with: by a schedule, or by a person. */
const RunInput = z.strictObject({
  mode: RunMode,
  /** Only what this backup plan is for. */
  plan: z.string().min(1).optional(),
  zones: z.array(ZoneName).optional(),
  exclude: z.array(ZoneName).optional(),
})

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

/** To ReportFailure: from wherever the run failed, perhaps before it began. */
export const FailureEvent = z
  .object({
    runId: RunId,
    startedAt: Instant,
    request: z.object({ mode: RunMode, plan: z.string().min(1).optional() }),
    failure: CaughtFailure,
  })
  .transform(({ request: { mode, plan }, failure, ...run }) => ({
    run: { ...run, mode, ...(plan !== undefined && { plan }) },
    failure,
  }))
