import type { ActivityLimits, PlanActivity } from '../../shared/model/activity-limits.ts'
import { hasOwnLimit, limitsOfPlan } from '../../shared/model/activity-limits.ts'
import { matchesGlob } from '../../shared/model/glob.ts'
import type { PlanChoice } from '../../shared/plans/choose-plan.ts'
import type { PlanFile } from '../../shared/plans/plan-file.ts'
import { watchLimits } from '../../shared/plans/plan-file.ts'

const COUNTS = ['deletionsPerHour', 'deletionsPerHourByDeployers', 'codeUpdatesPerHour'] as const

/** From when on something is unusual that happens to one function. */
export interface UnusualTerms extends Pick<ActivityLimits, (typeof COUNTS)[number] | 'newPrincipals'> {
  /** Whether everybody may invoke it on purpose. */
  readonly isPublic: boolean
  /** What of this its plan says, and not the file. */
  readonly ofPlan: readonly (keyof PlanActivity)[]
}

/** @param name of the function */
export function unusualTerms(file: PlanFile, choice: PlanChoice, name: string): UnusualTerms {
  const plan = choice.type === 'plan' ? choice.plan : undefined
  const limits = watchLimits(file)
  const { publicFunctions, ...rest } = limitsOfPlan(limits, plan)
  const { deletionsPerHour, deletionsPerHourByDeployers, codeUpdatesPerHour, newPrincipals } = rest
  const members = [...COUNTS, 'newPrincipals', 'publicFunctions'] as const
  return {
    deletionsPerHour,
    deletionsPerHourByDeployers,
    codeUpdatesPerHour,
    newPrincipals,
    isPublic: publicFunctions.some((pattern) => matchesGlob(pattern, name)),
    ofPlan: members.filter((member) => hasOwnLimit(limits, plan, member)),
  }
}

/** `more than 10 deletions (50 by who deploys) or 25 changes of code an hour by one principal, ...`. */
export function unusualText(terms: UnusualTerms): string {
  const { deletionsPerHour: most, deletionsPerHourByDeployers: mostOfDeployers, codeUpdatesPerHour } = terms
  const told = [
    `more than ${most} deletions (${mostOfDeployers} by who deploys) or ${codeUpdatesPerHour} changes of code an hour by one principal`,
    ...(terms.newPrincipals ? ['a new principal'] : []),
    ...(terms.isPublic ? [] : ['an open policy']),
  ]
  return told.join(', ')
}
