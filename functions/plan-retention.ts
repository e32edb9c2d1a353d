import { beginRetention } from '../shared/retention-execution/begin-retention.ts'
import { PlanRetentionEvent } from '../shared/retention-execution/requests.ts'
import { NOT_SWEPT } from '../shared/retention-execution/sweep-on.ts'
import { door } from '../shared/runtime/door.ts'
import { planRetentionWorld } from '../shared/runtime/retention-world.ts'

/** Milliseconds that are kept back of an invocation: for the resources that it is at, and for writing. */
const KEPT_BACK = 180_000

/** Decides what expires, by the deployed plans, and removes nothing. Woken by `PlanRetention` in state-machines/retention.asl.json, until all is decided. */
export const handler = door(
  planRetentionWorld,
  PlanRetentionEvent,
  async (world, { runId, startedAt }, { deadline }) => {
    const run = { runId, startedAt, account: world.account }
    const plan = await beginRetention(world, run, new Date(deadline.getTime() - KEPT_BACK))
    return { planned: plan !== undefined, run, applied: { done: false, purged: 0 }, sweep: NOT_SWEPT }
  },
)
