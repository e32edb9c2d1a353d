import * as z from 'zod'
import { TrailEvent } from '../changes/trail-event.ts'

/** What wakes watch-activity: its schedule, or a rule of EventBridge that saw a call. */
export const WatchEvent = z.union([z.strictObject({ look: z.literal(true) }), TrailEvent])
