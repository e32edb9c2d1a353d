import { didYouMean } from '../model/file-problems.ts'
import type { Plan, PlanFile } from './plan-file.ts'
import { selects } from './selector.ts'
import type { Subject } from './subject.ts'

/** Tags on a function that go before every rule of the file. */
export const PLAN_TAG = 'holdfast:plan'
export const EXCLUDE_TAG = 'holdfast:exclude'

/** Values that people give a tag that only has to be there: they say nothing of why. */
const NO_REASON = /^\s*(?:true|yes|on|1|x|-)?\s*$/i

/** Which plan is responsible for a resource, by which rule. `path` is the rule's place in the file. */
export type PlanChoice =
  | { readonly type: 'plan'; readonly plan: string; readonly by: 'tag' }
  | {
      readonly type: 'plan'
      readonly plan: string
      readonly by: 'select' | 'default'
      readonly path: RulePath
    }
  | { readonly type: 'excluded'; readonly reason: string; readonly by: 'tag' }
  | { readonly type: 'excluded'; readonly reason: string; readonly by: 'exclude'; readonly path: RulePath }
  | { readonly type: 'unprotected'; readonly why: string }

type RulePath = readonly (string | number)[]

/** What somebody must look at before a choice can be relied on. */
export interface PlanFinding {
  readonly kind: 'unknown-plan' | 'exclusion-without-reason' | 'contradictory-tags' | 'unread'
  readonly message: string
}

/** The choice for one resource. */
export interface Assignment {
  readonly choice: PlanChoice
  readonly findings: readonly PlanFinding[]
}

/**
 * Chooses the plan of one resource: the tag `holdfast:plan`; else `holdfast:exclude`, with its reason; else the
 * exclusions of the file; else the first plan, from the top, that selects it; else the default plan. A tag that cannot be
 * obeyed is a finding, and the rules decide as if it were not there: a slip leaves nothing unprotected.
 */
export function choosePlan(file: PlanFile, subject: Subject): Assignment {
  return { choice: byTag(file, subject) ?? byRule(file, subject), findings: findingsOf(file, subject) }
}

function byTag({ plans }: PlanFile, { tags = {} }: Subject): PlanChoice | undefined {
  const plan = tags[PLAN_TAG]
  if (plan !== undefined && Object.hasOwn(plans, plan)) return { type: 'plan', plan, by: 'tag' }
  const reason = tags[EXCLUDE_TAG]
  // Who names a plan wants the function protected, even if the plan is misspelt.
  if (plan !== undefined || reason === undefined || NO_REASON.test(reason)) return undefined
  return { type: 'excluded', reason, by: 'tag' }
}

function byRule(file: PlanFile, subject: Subject): PlanChoice {
  const excluded = (file.exclude ?? []).findIndex(({ select }) => select.some((one) => selects(one, subject)))
  const reason = file.exclude?.[excluded]?.reason
  if (reason !== undefined) return { type: 'excluded', reason, by: 'exclude', path: ['exclude', excluded] }
  for (const [name, plan] of Object.entries(file.plans)) {
    const rule = selectingRule(plan, subject)
    if (rule !== undefined)
      return { type: 'plan', plan: name, by: 'select', path: ['plans', name, 'select', rule] }
  }
  return byDefault(file, subject)
}

/** The index of the first selector that asks for the resource. */
function selectingRule({ select = [], except = [] }: Plan, subject: Subject): number | undefined {
  if (except.some((one) => selects(one, subject))) return undefined
  const index = select.findIndex((one) => selects(one, subject))
  return index === -1 ? undefined : index
}

function byDefault({ default: name, plans }: PlanFile, subject: Subject): PlanChoice {
  if (name === undefined)
    return { type: 'unprotected', why: 'No plan selects it, and there is no default plan.' }
  const isExcepted = plans[name]?.except?.some((one) => selects(one, subject)) ?? false
  if (isExcepted)
    return { type: 'unprotected', why: `No plan selects it, and the default plan ${name} excepts it.` }
  return { type: 'plan', plan: name, by: 'default', path: ['default'] }
}

function findingsOf({ plans }: PlanFile, { tags, placement }: Subject): readonly PlanFinding[] {
  const plan = tags?.[PLAN_TAG]
  const reason = tags?.[EXCLUDE_TAG]
  const unread = [...(tags === undefined ? ['tags'] : []), ...(placement === undefined ? ['placement'] : [])]
  return [
    ...(plan === undefined || Object.hasOwn(plans, plan) ? [] : [unknownPlan(plan, Object.keys(plans))]),
    ...(reason === undefined ? [] : exclusionFindings(reason, plan)),
    ...unread.map((part) => ({
      kind: 'unread' as const,
      message: `Its ${part} could not be read, so no rule about ${part} is seen to hold.`,
    })),
  ]
}

function unknownPlan(plan: string, known: readonly string[]): PlanFinding {
  const message = `Its tag ${PLAN_TAG} names "${plan}", which is no plan.${didYouMean(plan, known)} The rules of the file decide.`
  return { kind: 'unknown-plan', message }
}

function exclusionFindings(reason: string, plan: string | undefined): readonly PlanFinding[] {
  if (plan !== undefined)
    return [
      {
        kind: 'contradictory-tags',
        message: `It has both tags ${PLAN_TAG} and ${EXCLUDE_TAG}: it is not excluded.`,
      },
    ]
  if (!NO_REASON.test(reason)) return []
  const message = `Its tag ${EXCLUDE_TAG} gives no reason, so it is not excluded: the value of the tag must say why.`
  return [{ kind: 'exclusion-without-reason', message }]
}
