import { resourceArn, withoutQualifier } from '../model/make-arn.ts'

import type { ItemPlan } from './item-plan.ts'

/**
 * Puts what others need before them: a function that is another's destination is there when that one is made. What
 * needs each other in a circle keeps the order in which it was asked for.
 */
export function inOrderOfNeed(plans: readonly ItemPlan[]): readonly ItemPlan[] {
  const byArn = new Map(plans.map((plan) => [arnOf(plan), plan] as const))
  const ordered = new Set<ItemPlan>()
  const visited = new Set<ItemPlan>()
  const visit = (plan: ItemPlan): void => {
    if (visited.has(plan)) return
    visited.add(plan)
    for (const arn of plan.needs) {
      const needed = byArn.get(withoutQualifier(arn))
      if (needed !== undefined) visit(needed)
    }
    ordered.add(plan)
  }
  plans.forEach(visit)
  return [...ordered]
}

function arnOf({ item }: ItemPlan): string {
  return resourceArn(item.target, item.partition)
}
