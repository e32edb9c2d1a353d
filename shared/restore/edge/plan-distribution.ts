import { isDeepStrictEqual } from 'node:util'
import { describedFacts } from '../../edge/read-distribution.ts'
import type { DistributionFacts } from '../../edge/read-distribution.ts'
import type { BehaviorContent, DistributionContent } from '../../model/edge.ts'
import type { PointsByKind } from '../../model/manifest.ts'
import type { ItemPlan, ItemRequest } from '../item-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'
import { applied, behaviorAt, behaviorName, lostSlots, slotsOf } from './associations.ts'
import type { EdgePlan } from './edge-plan.ts'
import { beginPlan } from './open-edge-plan.ts'
import { planBehavior } from './plan-association.ts'

/**
 * Plans to give a distribution the functions back that it ran. It must be there: a point records nothing else of it.
 * Nothing but the functions of the behaviours that the point knows is changed, after verification of all else: it is
 * live from then on.
 */
export async function planDistribution(
  ports: PlanPorts,
  one: ItemRequest<PointsByKind['distribution']>,
): Promise<ItemPlan> {
  const id = one.request.target.name ?? one.point.resource.name
  const plan = beginPlan(ports, one, { name: id, mode: 'update' })
  const found = await plan.cloudfront.getDistribution(id)
  if (found === undefined) {
    const what = `There is no distribution ${id}. Holdfast restores which functions a distribution runs, not the distribution.`
    plan.problem('missing', what, 'Create it, and name it by its id with --name.')
  } else if (plan.has('triggers')) {
    await planFunctions(plan, one.point.content, describedFacts(found.description))
  }
  return plan.result
}

async function planFunctions(
  plan: EdgePlan,
  content: DistributionContent,
  present: DistributionFacts,
): Promise<void> {
  const changed: BehaviorContent[] = []
  for (const one of content.behaviors) {
    const now = behaviorAt(present.behaviors, one.pathPattern)
    if (now === undefined) tellMissing(plan, one)
    else {
      const wanted = await planBehavior(plan, content, one)
      if (!isDeepStrictEqual(now, wanted)) changed.push(wanted)
      refuseOverwriting(plan, now, wanted)
    }
  }
  tellOthers(plan, content, present)
  if (changed.length > 0) planStep(plan, changed)
}

function planStep(plan: EdgePlan, behaviors: readonly BehaviorContent[]): void {
  const { name } = plan.item.target
  const names = behaviors.map(({ pathPattern }) => behaviorName(pathPattern)).join(', ')
  plan.step({
    action: 'put-associations',
    phase: 'enable',
    what: `Let ${name} run the functions that the point has at ${names}`,
    why: 'The point has them; CloudFront takes them to the edge within minutes.',
    risk: 'high',
    undo: { can: true, how: 'The functions that ran before go back.' },
    input: { distribution: name, behaviors: behaviors.map((one) => ({ ...one })), others: 'clear' },
  })
}

function refuseOverwriting(plan: EdgePlan, now: BehaviorContent, wanted: BehaviorContent): void {
  if (plan.request.onConflict === 'update') return
  const lost = lostSlots(now, applied(now, wanted, 'clear'))
  if (lost.length === 0) return
  const events = lost.map(({ event, arn }) => `${arn} at ${event}`).join(', ')
  const what = `${plan.item.target.name} runs other functions in ${behaviorName(now.pathPattern)}: ${events}.`
  plan.problem('conflict', what, CONFLICT)
}

const CONFLICT =
  'Say --on-conflict update to set them as the point says, or --name ID to give the functions to another distribution.'

function tellMissing(plan: EdgePlan, behavior: BehaviorContent): void {
  if (slotsOf(behavior).length === 0) return
  const name = behaviorName(behavior.pathPattern)
  plan.lose(
    `behaviors/${name}`,
    `The functions of ${name}: the distribution does not have that behaviour any more.`,
  )
}

function tellOthers(plan: EdgePlan, content: DistributionContent, present: DistributionFacts): void {
  const newer = present.behaviors.filter(
    ({ pathPattern }) => behaviorAt(content.behaviors, pathPattern) === undefined,
  )
  if (newer.length > 0) {
    const names = newer.map(({ pathPattern }) => behaviorName(pathPattern)).join(', ')
    plan.remark(`Behaviours that came after the point stay as they are: ${names}.`)
  }
  if (!isDeepStrictEqual(content.connectionFunction, present.connectionFunction)) {
    plan.lose('connectionFunction', 'The association with a connection function stays as it is.')
  }
}
