import type { Plan, PlanFile } from '../../shared/plans/plan-file.ts'
import { retentionText } from '../../shared/plans/retention-rules.ts'
import type { Covered } from './coverage.ts'

/** What is told of one plan. `resources` is missing without a vault. */
export interface PlanFacts {
  readonly name: string
  readonly isDefault: boolean
  /** Those of the file, whose runs look at everything. */
  readonly schedules: PlanFile['schedules']
  /** Of runs for the plan alone. */
  readonly ownSchedules: Plan['schedules'] | null
  /** Parts that a capture leaves out. */
  readonly leavesOut: readonly string[]
  /** Whether the events are captured that functions are tried with: they may hold personal data. */
  readonly eventData: boolean
  readonly objective: string | null
  readonly keeps: string
  readonly resources?: number
}

/** @param covered `undefined` without a vault */
export function planFacts(file: PlanFile, name: string, covered: readonly Covered[] | undefined): PlanFacts {
  const plan = file.plans[name] ?? {}
  return {
    name,
    isDefault: file.default === name,
    schedules: file.schedules,
    ownSchedules: plan.schedules ?? null,
    leavesOut: ['code', 'triggers'].filter((part) => plan.capture?.every((one) => one !== part) ?? false),
    eventData: plan.capture?.includes('event-data') ?? false,
    objective: plan.objective ?? null,
    keeps: retentionText(plan.retention),
    ...(covered !== undefined && { resources: countOf(name, covered) }),
  }
}

/** How many of these the plan is responsible for. */
export function countOf(name: string, covered: readonly Covered[]): number {
  return covered.filter(({ choice }) => choice.type === 'plan' && choice.plan === name).length
}
