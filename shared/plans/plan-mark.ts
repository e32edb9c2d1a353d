import { createHash } from 'node:crypto'
import type { InventoryEntry, PlanMark } from '../model/inventory.ts'
import type { CaptureRule } from './capture-rule.ts'
import type { PlanFile } from './plan-file.ts'

/** What inventories remember of plans, so that a run for one plan need not read what others are for. */
export interface PlanMemory {
  /** What is remembered of the plan of a resource that was captured; nothing when it could not be told. */
  mark(plan: CaptureRule['plan']): Pick<InventoryEntry, 'plan'>
  /**
   * Whether a line of an inventory is that of a resource which another plan is for, or none. One that is not remembered,
   * or from the time of other rules, may be of any plan.
   */
  isOfOther(entry: InventoryEntry | undefined, plan: string): boolean
}

/** The memory of one file of plans. */
export function planMemory(file: PlanFile): PlanMemory {
  const rules = rulesOf(file)
  return {
    mark: (plan) => (plan === undefined ? {} : { plan: { name: plan, rules } satisfies PlanMark }),
    isOfOther: (entry, plan) => entry?.plan?.rules === rules && entry.plan.name !== plan,
  }
}

/** 16 digits that change with the rules by which plans select. */
function rulesOf({ default: name, exclude, plans }: PlanFile): string {
  const selections = Object.entries(plans).map(([plan, { select, except }]) => [plan, select, except])
  const text = JSON.stringify([name, exclude?.map(({ select }) => select), selections])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
