import { choosePlan } from './choose-plan.ts'
import type { PlanFile } from './plan-file.ts'
import type { Subject } from './subject.ts'

/** A part that a plan may leave out: without it there is still a recovery point. */
export type LeavablePart = 'code' | 'triggers'

/** What plans say of a capture of one resource. */
export interface CaptureRule {
  /** Name of its plan; `null` when it has none; `undefined` when that cannot be told, as below. */
  readonly plan: string | null | undefined
  readonly leavesOut: ReadonlySet<LeavablePart>
}

/** Without plans everything is captured. */
export const NO_RULE: CaptureRule = { plan: undefined, leavesOut: new Set() }

/**
 * What the plans say of a capture of a resource. Where it may be meant to have another plan than it seems, because its
 * tags or its placement could not be read, or its tag names no plan, nothing is left out.
 */
export function captureRule(file: PlanFile, subject: Subject): CaptureRule {
  const { choice, findings } = choosePlan(file, subject)
  if (findings.some(({ kind }) => kind === 'unread' || kind === 'unknown-plan')) return NO_RULE
  if (choice.type !== 'plan') return { ...NO_RULE, plan: null }
  const capture = file.plans[choice.plan]?.capture
  const leaves = (part: LeavablePart) => capture !== undefined && !capture.includes(part)
  return {
    plan: choice.plan,
    leavesOut: new Set((['code', 'triggers'] as const).filter(leaves)),
  }
}
