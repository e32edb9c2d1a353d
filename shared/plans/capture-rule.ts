import { choosePlan } from './choose-plan.ts'
import type { PlanFile } from './plan-file.ts'
import type { Subject } from './subject.ts'

/** A part that a plan may leave out: without it there is still a recovery point. */
export type LeavablePart = 'code' | 'triggers'
const LEAVABLE: readonly LeavablePart[] = ['code', 'triggers']

const LEFT_OUT = 'Its backup plan leaves it out.'
const EXCLUDED = 'It is excluded from all backup plans.'

/** What plans say of a capture of one resource. */
export interface CaptureRule {
  /** Name of its plan; `null` when it has none; `undefined` when that cannot be told, as below. */
  readonly plan: string | null | undefined
  readonly leavesOut: ReadonlySet<LeavablePart>
  /** What a manifest says of these parts. */
  readonly why: string
  /** Whether the events that it is tried with are captured: they may hold personal data, so only where a plan asks for them. */
  readonly takesEvents: boolean
}

/** Without plans everything is captured but what only a plan can ask for. */
export const NO_RULE: CaptureRule = { plan: undefined, leavesOut: new Set(), why: '', takesEvents: false }

/**
 * What the plans say of a capture of a resource. Of one that is excluded the configuration alone is captured: that it is
 * there, and why it is excluded, can be told, and nothing more of it is kept. Where it may be meant to have another plan than it seems, because its
 * tags or its placement could not be read, or its tag names no plan, nothing is left out,
 * and no event is taken.
 */
export function captureRule(file: PlanFile, subject: Subject): CaptureRule {
  const { choice, findings } = choosePlan(file, subject)
  if (findings.some(({ kind }) => kind === 'unread' || kind === 'unknown-plan')) return NO_RULE
  if (choice.type === 'unprotected') return { ...NO_RULE, plan: null }
  if (choice.type === 'excluded')
    return { ...NO_RULE, plan: null, leavesOut: new Set(LEAVABLE), why: EXCLUDED }
  const capture = file.plans[choice.plan]?.capture
  const leaves = (part: LeavablePart) => capture !== undefined && !capture.includes(part)
  return {
    plan: choice.plan,
    leavesOut: new Set(LEAVABLE.filter(leaves)),
    why: LEFT_OUT,
    takesEvents: capture?.includes('event-data') === true,
  }
}
