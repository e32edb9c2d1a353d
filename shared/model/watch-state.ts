import * as z from 'zod'
import { Sighting } from './activity.ts'
import { FORMAT_VERSION, Instant } from './manifest.ts'
import { ResourceRef } from './resource.ts'

/**
 * How far back a look goes, in milliseconds: an hour that detectors count in, and as much again for what CloudTrail
 * delivers late. So long after the last of it a sighting has ended.
 */
export const LOOK_BACK_MS = 2 * 3_600_000

const KnownPrincipal = z.strictObject({ first: Instant, last: Instant, isNew: z.boolean() })

/** What the watch knows from before. `activity/watch-<account>.json`. */
export const WatchState = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  account: ResourceRef.shape.account,
  /** When the watch began: principals are learnt from then on. */
  since: Instant,
  /** Principals that changed something, by ARN. */
  principals: z.record(z.string(), KnownPrincipal),
  /** What was told and has not ended. */
  open: z.array(Sighting),
  /** Functions of which was told that everybody may invoke them, as `<zone>/<name>`, and when that was noticed or done last. */
  opened: z.record(z.string(), Instant).default({}),
  /**
   * Trails that somebody stopped or changed, as `<home region>/<name>`, and when last; until a change was made later in that
   * region and arrived.
   */
  stopped: z.record(z.string(), Instant).default({}),
})
export type WatchState = z.infer<typeof WatchState>
