import type { RestoreItem } from '../model/restore.ts'
import { resourceArn, withoutQualifier } from '../model/make-arn.ts'

import type { DraftStep, ItemPlan } from './item-plan.ts'

/** Actions that make what several functions may use: a layer version, a role. */
const SHARED: ReadonlySet<string> = new Set(['publish-layer', 'create-role'])

/** An item with its steps, less those that another does for it. */
export interface SharedItem {
  readonly item: RestoreItem
  readonly steps: readonly DraftStep[]
}

/**
 * What several items would make is made by the first of them, and the others wait for it; so they do for functions
 * that they name.
 *
 * @param plans in order of need
 */
export function shareSteps(plans: readonly ItemPlan[]): readonly SharedItem[] {
  const makers = new Map<string, number>()
  const indexes = new Map(
    plans.map(({ item }, index) => [resourceArn(item.target, item.partition), index] as const),
  )
  return plans.map(({ item, steps, needs }, index) => {
    const named = needs.map((arn) => indexes.get(withoutQualifier(arn)))
    const kept: DraftStep[] = []
    const waits = new Set(named.filter((other) => other !== undefined && other < index))
    for (const step of steps) {
      const key = `${item.target.zone} ${step.action} ${step.resource}`
      const maker = SHARED.has(step.action) ? makers.get(key) : undefined
      if (maker === undefined) kept.push(step)
      else waits.add(maker)
      if (SHARED.has(step.action) && maker === undefined) makers.set(key, index)
    }
    return { item: { ...item, needs: [...waits].filter((other) => other !== undefined) }, steps: kept }
  })
}
