import { beginRetention } from '../shared/retention-execution/begin-retention.ts'
import { PlanRetentionEvent } from '../shared/retention-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { planRetentionWorld } from '../shared/runtime/retention-world.ts'

/** Decides what expires, by the deployed plans, and removes nothing. Woken by `PlanRetention` in state-machines/retention.asl.json. */
export const handler = door(planRetentionWorld, PlanRetentionEvent, async (world, { runId, startedAt }) => {
  const { run } = await beginRetention(world, { runId, startedAt, account: world.account })
  return { run, applied: { done: false, purged: 0 } }
})
