import type { RestoreItem, RestorePlan, RestoreStep } from '../model/restore.ts'

/** The steps of one region: they follow one another, for a region's quotas are one; regions go side by side. */
export function stepsByRegion(plan: RestorePlan): readonly (readonly RestoreStep[])[] {
  return [...Map.groupBy(plan.steps, ({ item }) => zoneOf(plan.items, item)).values()]
}

function zoneOf(items: readonly RestoreItem[], index: number): string {
  return items[index]?.target.zone ?? ''
}
