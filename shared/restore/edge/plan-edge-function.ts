import { isDeepStrictEqual } from 'node:util'
import { readEdgeFunction } from '../../edge/read-edge-function.ts'
import { FunctionChangingError } from '../../errors.ts'
import type { CloudFrontFunctionContent } from '../../model/edge.ts'
import type { PointsByKind } from '../../model/manifest.ts'
import type { ItemPlan, ItemRequest } from '../item-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'
import type { EdgePlan } from './edge-plan.ts'
import { openEdgePlan } from './open-edge-plan.ts'
import { planEdgeTags } from './plan-edge-tags.ts'
import { planStores } from './plan-stores.ts'
import type { StageName, StageRef } from './stage.ts'
import { withStores } from './stage.ts'

/**
 * Plans the restore of a CloudFront function in both stages. Only DEVELOPMENT can be written and LIVE only be
 * published from it: so DEVELOPMENT is first what LIVE was, that is published, and then DEVELOPMENT is itself. Of a
 * function in use that happens after verification, for viewers get what is published.
 */
export async function planEdgeFunction(
  ports: PlanPorts,
  one: ItemRequest<PointsByKind['cloudfront-function']>,
): Promise<ItemPlan> {
  const plan = await openEdgePlan(ports, one, {
    called: 'CloudFront function',
    exists: async (cloudfront, name) =>
      (await cloudfront.describeFunction(name, 'DEVELOPMENT')) !== undefined,
  })
  if (plan.problems.length === 0) await planSteps(plan, one.point.content)
  return plan.result
}

async function planSteps(plan: EdgePlan, content: CloudFrontFunctionContent): Promise<void> {
  const present = plan.item.mode === 'update' ? await readPresent(plan) : undefined
  const stages = (['development', 'live'] as const).filter((stage) => content[stage]?.code !== undefined)
  if (stages.length === 0) {
    const what = 'The point does not have the source of the function.'
    plan.problem('unreadable', what, 'Choose another point.')
    return
  }
  if (present !== undefined) planSafetyPoint(plan)
  if (present === undefined || plan.has('code', 'configuration')) {
    const stores = await planStores(plan, content)
    const isNow = (stage: StageName) => hasStage({ present, content, arns: stores.arns }, stage)
    const isOne = isDeepStrictEqual(content.development, content.live)
    planStages(plan, { stages, isOne, stores: stores.names, isNow })
    tellStages(plan, content, present)
    if (present !== undefined && !(plan.has('code') && plan.has('configuration')))
      plan.remark('Source and configuration of a CloudFront function go back together.')
  }
  planEdgeTags(plan, content.tags, present?.tags)
}

interface Stages {
  readonly stages: readonly StageName[]
  /** Whether both stages of the point are the same. */
  readonly isOne: boolean
  readonly stores: Readonly<Record<string, string>>
  /** Whether the target has that stage already. */
  readonly isNow: (stage: StageName) => boolean
}

function planStages(plan: EdgePlan, { stages, isOne, stores, isNow }: Stages): void {
  const isThere = plan.item.mode === 'update'
  const publishes = stages.includes('live') && !isNow('live')
  const input = (stage: StageName) => ({ point: plan.item.point, stage, stores: { ...stores } })
  const [first = 'development'] = publishes ? ['live' as const] : stages
  if (!isThere) createFrom(plan, first, input(first))
  else if (publishes) update(plan, 'create', input('live'))
  if (publishes) publish(plan, input('live'))
  const isLeft = publishes ? !isOne : isThere && !isNow('development')
  if (!stages.includes('development') || !isLeft) return
  update(plan, publishes && isThere ? 'enable' : 'create', input('development'))
}

function createFrom(plan: EdgePlan, stage: StageName, input: StageRef): void {
  plan.step({
    action: 'create-edge-function',
    what: `Create the CloudFront function ${plan.item.target.name} as ${stage.toUpperCase()} was`,
    why: 'It is not there.',
    undo: { can: true, how: 'The function is deleted.' },
    input: { ...input },
  })
}

function update(plan: EdgePlan, phase: 'create' | 'enable', input: StageRef): void {
  const isItself = input.stage === 'development'
  plan.step({
    action: 'update-edge-function',
    phase,
    what: `Give DEVELOPMENT source and configuration ${isItself ? 'as the point has them' : 'that LIVE had'}`,
    why: isItself ? 'The point has it so.' : 'LIVE can only be published from DEVELOPMENT.',
    risk: plan.item.mode === 'update' ? 'low' : 'none',
    input: { ...input },
  })
}

function publish(plan: EdgePlan, input: StageRef): void {
  const isThere = plan.item.mode === 'update'
  plan.step({
    action: 'publish-edge-function',
    phase: isThere ? 'enable' : 'create',
    what: 'Publish what LIVE was',
    why: 'Viewers get what is LIVE, and only that can be associated with a distribution.',
    risk: isThere ? 'high' : 'none',
    input: { ...input },
  })
}

function planSafetyPoint(plan: EdgePlan): void {
  plan.step({
    action: 'take-edge-safety-point',
    what: `Take a recovery point of ${plan.item.target.name} as it is now`,
    why: 'So that the restore can be undone.',
    undo: { can: true, how: 'The recovery point stays.' },
    input: {},
  })
}

function tellStages(
  plan: EdgePlan,
  { development, live }: CloudFrontFunctionContent,
  present: CloudFrontFunctionContent | undefined,
): void {
  if (development?.code === undefined) {
    plan.lose('development', 'DEVELOPMENT becomes what LIVE was, for the point does not have its source.')
  }
  if (live === null && present?.live) {
    plan.lose(
      'live',
      'LIVE stays: it was not published then, and CloudFront takes LIVE away only with the function.',
    )
  }
}

async function readPresent({ cloudfront, ports, item }: EdgePlan): Promise<CloudFrontFunctionContent> {
  const { name } = item.target
  const reading = await readEdgeFunction({ cloudfront, clock: ports.clock }, name)
  if (reading !== undefined) return reading.content
  throw new FunctionChangingError(`${name} was deleted while the restore was planned.`)
}

interface Comparison {
  readonly present: CloudFrontFunctionContent | undefined
  readonly content: CloudFrontFunctionContent
  /** ARNs of key value stores now, by those that they had. */
  readonly arns: ReadonlyMap<string, string>
}

function hasStage({ present, content, arns }: Comparison, stage: StageName): boolean {
  const now = present?.[stage]
  const then = content[stage]
  if (!now || !then) return false
  const configuration = withStores(then.configuration, (arn) => arns.get(arn) ?? arn)
  return isDeepStrictEqual(now, { ...then, configuration })
}
