import * as z from 'zod'
import { Instant } from '../model/manifest.ts'
import { ResourceRef } from '../model/resource.ts'
import { TestRun } from '../model/restore-test.ts'
import { RunId, ZoneName } from '../model/run.ts'
import { CaughtFailure, PossibleFailure } from '../runs/caught-failure.ts'

/** A function that the execution was started for. */
const Asked = z
  .strictObject({
    name: ResourceRef.shape.name,
    zone: ZoneName.optional(),
    /** JSON text; the answer is compared with `expect` when that is given. */
    payload: z.string().optional(),
    expect: z.string().optional(),
  })
  .transform(({ name, zone, payload, expect }) => ({
    name,
    ...(zone !== undefined && { zone }),
    ...(payload !== undefined && { invocation: { payload, ...(expect !== undefined && { expect }) } }),
  }))

/** To ChooseRestoreTest. `request` is what the execution was started with; without members the deployment decides. */
export const ChooseEvent = z.object({
  runId: RunId,
  startedAt: Instant,
  executionArn: z.string().min(1),
  request: z
    .strictObject({
      /** Only functions of this backup plan, as it says. */
      plan: z.string().min(1).optional(),
      sample: z.int().nonnegative().optional(),
      toRegion: ZoneName.optional(),
      functions: z.array(Asked).default([]),
    })
    .transform(({ plan, sample, toRegion, functions }) => ({
      ...(plan !== undefined && { plan }),
      ...(sample !== undefined && { sample }),
      ...(toRegion !== undefined && { toRegion }),
      asked: functions,
    })),
})

/** To RunRestoreTest. */
export const TestZoneEvent = z.object({ run: TestRun, zone: ZoneName })

/** To RemoveRestoreTest. */
export const EndTestZoneEvent = z.object({ ...TestZoneEvent.shape, failure: PossibleFailure })

/** What `ZoneLost` says of a zone that could not be ended. */
const LostZone = z.object({ zone: ZoneName, failure: CaughtFailure })

/** To ReportRestoreTest: at the end, or from wherever the run failed. */
export const EndTestsEvent = z
  .object({
    runId: RunId,
    startedAt: Instant,
    zones: z.array(z.unknown()),
    failure: PossibleFailure,
  })
  .transform(({ runId, startedAt, zones, failure }) => ({
    runId,
    startedAt,
    failure,
    lostZones: zones.flatMap((zone) => LostZone.safeParse(zone).data ?? []),
  }))
