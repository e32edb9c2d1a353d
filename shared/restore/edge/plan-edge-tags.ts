import { isDeepStrictEqual } from 'node:util'
import { settableTags } from '../target-content.ts'
import type { EdgePlan } from './edge-plan.ts'

type Tags = Readonly<Record<string, string>>

/** Tags. The mark by which what the restore made is known goes with this step, whatever is restored. */
export function planEdgeTags(plan: EdgePlan, tags: Tags = {}, present: Tags = {}): void {
  const wanted = plan.has('tags') ? settableTags(tags) : {}
  const own = Object.keys(tags).filter((key) => key.startsWith('aws:'))
  if (own.length > 0) plan.lose('tags', `Tags that only AWS can set: ${own.join(', ')}.`)
  if (plan.item.mode === 'update' && isDeepStrictEqual({ ...present, ...wanted }, present)) return
  const count = Object.keys(wanted).length
  plan.step({
    action: 'put-edge-tags',
    what: count === 0 ? 'Take off the mark of the restore' : `Put ${count} tags`,
    why: count === 0 ? 'It told this from what somebody else made meanwhile.' : 'The point has them.',
    input: { value: wanted },
  })
}
