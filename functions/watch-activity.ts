import { lookOnSchedule } from '../shared/activity/look-on-schedule.ts'
import { WatchEvent } from '../shared/activity/watch-event.ts'
import { watchActivity } from '../shared/activity/watch-activity.ts'
import { door } from '../shared/runtime/door.ts'
import { watchWorld } from '../shared/runtime/watch-world.ts'

/** Looks for unusual activity. Woken by a schedule every five minutes, and by each call on the vault, its key or a trail. */
export const handler = door(watchWorld, WatchEvent, async (world, event) =>
  'detail' in event ? watchActivity(world, event) : lookOnSchedule(world),
)
