import { limitsOfPlan } from '../../model/activity-limits.ts'
import type { AuditFinding } from '../../model/audit.ts'
import { matchesGlob } from '../../model/glob.ts'
import { resourcePath } from '../../model/resource.ts'
import { LOOK_BACK_MS } from '../../model/watch-state.ts'
import type { PlanFile } from '../../plans/plan-file.ts'
import { watchLimits } from '../../plans/plan-file.ts'
import { countText } from '../../report/format.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { LivingFact, OpenFact, ResourceFacts } from '../facts/resource-fact.ts'
import { unlookedText } from './unlooked.ts'

/** A function that everybody may invoke. */
type Open = LivingFact & { readonly open: OpenFact }

/** Parts of a manifest without which it is not known who may invoke the function. */
const POLICIES = /^(?:policy|versions|aliases|(?:versions|aliases)\/[^/]+\/policy)$/

/** Nobody is let in who was not asked. */
export const openPolicies: Control = {
  id: 'open-policies',
  title: 'Open functions',
  claim:
    'No policy of a living function, its versions and its aliases lets everybody invoke it, but for those that are public on purpose.',
  needs: ['resources', 'watched'],
  judge: (facts) => ifSeen(facts.resources, (resources) => judgeOpen(facts, resources)),
}

function judgeOpen({ plans, watched, now }: AuditFacts, resources: ResourceFacts): Verdict {
  const functions = resources.living.filter(({ resource }) => resource.kind === 'function')
  const open = functions.filter((one): one is Open => one.open !== undefined)
  const meant = open.filter((one) => isPublic(plans, one))
  const told = watched.type === 'seen' ? watched.value.opened : new Map<string, Date>()
  const unread = functions.filter(({ gaps }) => gaps.some(({ part }) => POLICIES.test(part)))
  return judged({
    evidence: [
      evidence('living functions', functions.length),
      evidence('that let everybody in', open.length),
      evidence('of these public on purpose', meant.length),
    ],
    findings: open
      .filter((one) => !meant.includes(one))
      .map((one) => findingOf(one, wasTold(one, told) || isBeingTold(one, now))),
    notes: meant.map((one) => ({ ...nameOf(one), what: `public on purpose: ${one.open.parts.join(', ')}` })),
    where: ['holdfast show <function>', 'aws lambda get-policy', 'activity.publicFunctions in holdfast.yml'],
    unsure: unlookedText(resources) ?? unreadText(unread),
    // Of a policy that cannot be read tells the alert of the gap.
    ...(resources.unlooked.length > 0 && { blind: 'failed' }),
  })
}

function isPublic(plans: PlanFile, { resource, assignment: { choice } }: Open): boolean {
  const plan = choice.type === 'plan' ? choice.plan : undefined
  const { publicFunctions } = limitsOfPlan(watchLimits(plans), plan)
  return publicFunctions.some((pattern) => matchesGlob(pattern, resource.name))
}

/** What was opened while Holdfast looked is told as unusual activity, with who did it. */
function findingOf(one: Open, isTold: boolean): AuditFinding {
  const what = `everybody may invoke it: ${one.open.parts.join(', ')}`
  return { ...nameOf(one), what, ...(isTold && { toldAs: 'unusual-activity' as const }) }
}

/** Whether the watch told of this opening: what it remembers may be one of long ago, after which the function was closed. */
function wasTold({ resource, open: { openedAt } }: Open, told: ReadonlyMap<string, Date>): boolean {
  const toldOf = told.get(resourcePath(resource))
  if (toldOf === undefined || openedAt === undefined) return toldOf !== undefined
  return toldOf.getTime() >= Date.parse(openedAt) - LOOK_BACK_MS
}

/**
 * Whether the watch may still come to tell of it. What it told by then it remembers, and what it does not remember it never
 * saw: a capture by hand writes no line, one that died wrote none, and the watch may have stood still.
 */
function isBeingTold({ open: { openedAt } }: Open, now: Date): boolean {
  return openedAt !== undefined && now.getTime() - Date.parse(openedAt) < LOOK_BACK_MS
}

function nameOf({ resource, point }: Open): Pick<AuditFinding, 'subject' | 'points'> {
  return { subject: resourcePath(resource), points: [point] }
}

function unreadText(unread: readonly LivingFact[]): string | undefined {
  const [first] = unread
  if (first === undefined) return undefined
  return `Policies of ${countText(unread.length, 'function')} could not be read, of ${resourcePath(first.resource)} first.`
}
