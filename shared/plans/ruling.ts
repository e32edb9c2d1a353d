import type { RecoveryPoint } from '../model/manifest.ts'
import type { Ruling } from '../model/retention.ts'
import type { Assignment } from './choose-plan.ts'
import { PLAN_TAG, choosePlan } from './choose-plan.ts'
import type { PlanFile } from './plan-file.ts'
import { retentionRules } from './retention-rules.ts'
import type { Subject } from './subject.ts'
import { subjectOf } from './subject.ts'

/**
 * By which rules the points of a resource are judged: those of its plan. Only a plan that says so lets anything expire:
 * without a plan, excluded, with a plan that says nothing of retention, or when it is not certain which plan is meant,
 * everything is kept.
 *
 * @returns judges a resource by its newest point; of a deleted one by the last before the deletion
 */
export function rulingsOf(file: PlanFile): (point: RecoveryPoint) => Ruling {
  return (point) => {
    const subject = subjectOf(point)
    const { choice, findings } = choosePlan(file, subject)
    const doubt = doubtIn(file, subject, findings)
    if (doubt !== undefined) return { why: doubt }
    if (choice.type === 'excluded') return { why: `excluded from all plans: ${choice.reason}` }
    if (choice.type === 'unprotected') return { why: 'no plan is for it' }
    const plan = file.plans[choice.plan]
    const rules = plan && retentionRules(plan, file)
    return rules === undefined
      ? { why: `plan ${choice.plan} keeps everything`, plan: choice.plan }
      : { rules, plan: choice.plan }
  }
}

/** What was not read of a resource, or names no plan, may be what would give it a plan that keeps for longer. */
function doubtIn(file: PlanFile, subject: Subject, findings: Assignment['findings']): string | undefined {
  const unread = unreadIn(file, subject)
  if (unread !== undefined) return unread
  return findings.some(({ kind }) => kind === 'unknown-plan')
    ? `its tag ${PLAN_TAG} names no plan of the file`
    : undefined
}

/** What was not read of a resource and may give it another plan; `undefined` when its plan is certain. */
export function unreadIn(file: PlanFile, { tags, placement }: Subject): string | undefined {
  if (tags === undefined) return 'its tags could not be read, and may name another plan'
  return placement === undefined && asksForPlacement(file)
    ? 'its placement could not be read, and may be what another plan selects'
    : undefined
}

function asksForPlacement({ plans, exclude = [] }: PlanFile): boolean {
  const selectors = [
    ...Object.values(plans).flatMap(({ select = [], except = [] }) => [...select, ...except]),
    ...exclude.flatMap(({ select }) => select),
  ]
  return selectors.some(({ placement }) => placement !== undefined)
}
