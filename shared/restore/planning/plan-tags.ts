import { isDeepStrictEqual } from 'node:util'
import type { FunctionPlan } from './function-plan.ts'

/** Tags. The mark by which a function that the restore made is known goes with this step, whatever is restored. */
export function planTags(plan: FunctionPlan): void {
  const tags = plan.has('tags') ? (plan.wanted.tags ?? {}) : {}
  tellOfOwn(plan)
  if (
    plan.present !== undefined &&
    isDeepStrictEqual({ ...plan.present.tags, ...tags }, plan.present.tags ?? {})
  )
    return
  const count = Object.keys(tags).length
  plan.step({
    action: 'put-tags',
    what: count === 0 ? 'Take off the mark of the restore' : `Put ${count} tags`,
    why:
      count === 0
        ? 'It told the function from one that somebody else made meanwhile.'
        : 'The point has them.',
    input: { value: tags },
  })
}

function tellOfOwn(plan: FunctionPlan): void {
  const own = Object.keys(plan.source.tags ?? {}).filter((key) => key.startsWith('aws:'))
  if (own.length > 0) plan.lose('tags', `Tags that only AWS can set: ${own.join(', ')}.`)
}
