import type { Plan, PlanFile } from './plan-file.ts'

/** Which runs people hear of. */
export type ToldWhen = NonNullable<Plan['alerts']>['when']

/** What says the most comes first; a plan that says nothing wants to hear of each run. */
const LOUDEST_FIRST: readonly ToldWhen[] = ['always', 'changes', 'failure']

/**
 * When people are told how a run ended. A run looks at the functions of every plan, so the plan decides that wants to hear
 * the most; a run for one plan alone is told as that one says.
 *
 * @param file the deployment's; without one every run is told
 * @param plan that the run was for alone
 */
export function toldWhen(file: PlanFile | undefined, plan: string | undefined): ToldWhen {
  const plans = Object.entries(file?.plans ?? {}).filter(([name]) => plan === undefined || name === plan)
  const wishes = new Set(plans.map(([, { alerts }]) => alerts?.when ?? 'always'))
  return LOUDEST_FIRST.find((when) => wishes.has(when)) ?? 'always'
}
