import { readKeyValueStore } from '../../edge/read-key-values.ts'
import { FunctionChangingError } from '../../errors.ts'
import type { KeyValueStoreContent } from '../../model/edge.ts'
import type { PointsByKind } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import type { ItemPlan, ItemRequest } from '../item-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'
import type { EdgePlan } from './edge-plan.ts'
import { openEdgePlan } from './open-edge-plan.ts'
import { planEdgeTags } from './plan-edge-tags.ts'

/** Plans the restore of a key value store: itself, every pair, its tags. The pairs stay in the vault: they are data. */
export async function planKeyValueStore(
  ports: PlanPorts,
  one: ItemRequest<PointsByKind['key-value-store']>,
): Promise<ItemPlan> {
  const plan = await openEdgePlan(ports, one, {
    called: 'key value store',
    exists: async (cloudfront, name) => (await cloudfront.describeKeyValueStore(name)) !== undefined,
  })
  if (plan.problems.length > 0) return plan.result
  if (plan.item.mode === 'create') planCreation(plan, one.point.content)
  else await planRollback(plan, one.point.content)
  return plan.result
}

function planCreation(plan: EdgePlan, content: KeyValueStoreContent): void {
  const { name } = plan.item.target
  plan.step({
    action: 'create-key-value-store',
    what: `Create the key value store ${name}`,
    why: 'It is not there.',
    undo: { can: true, how: 'The key value store is deleted.' },
    input: { comment: commentOf(content) },
  })
  plan.lose(
    'arn',
    `The ARN of ${name}: CloudFront gives a new store a new id. Functions of the same restore follow.`,
  )
  planPairs(plan, content)
  planEdgeTags(plan, content.tags)
}

async function planRollback(plan: EdgePlan, content: KeyValueStoreContent): Promise<void> {
  const { cloudfront, ports, item } = plan
  const reading = await readKeyValueStore({ cloudfront, clock: ports.clock }, item.target.name)
  if (reading === undefined)
    throw new FunctionChangingError(`${item.target.name} was deleted while the restore was planned.`)
  const { content: present } = reading
  plan.step({
    action: 'take-edge-safety-point',
    what: `Take a recovery point of ${item.target.name} as it is now`,
    why: 'So that the restore can be undone.',
    undo: { can: true, how: 'The recovery point stays.' },
    input: {},
  })
  if (plan.has('code', 'configuration')) {
    if (commentOf(content) !== commentOf(present)) planComment(plan, content)
    if (content.pairs?.blob.sha256 !== present.pairs?.blob.sha256) planPairs(plan, content)
  }
  planEdgeTags(plan, content.tags, present.tags)
}

function planComment(plan: EdgePlan, content: KeyValueStoreContent): void {
  const input = { comment: commentOf(content) }
  plan.step({ action: 'put-store-comment', what: 'Give it its comment', why: 'The point has it so.', input })
}

function planPairs(plan: EdgePlan, { pairs }: KeyValueStoreContent): void {
  if (pairs === undefined) {
    plan.lose('pairs', 'The pairs do not come back, for the point does not have them.')
    return
  }
  const isThere = plan.item.mode === 'update'
  plan.step({
    action: 'put-pairs',
    phase: isThere ? 'enable' : 'create',
    what: isThere
      ? `Give it the ${pairs.count} pairs of the point, and remove all others`
      : `Put ${pairs.count} pairs`,
    why: isThere ? 'The point has them, and no others.' : 'The point has them.',
    risk: isThere ? 'high' : 'none',
    input: { point: plan.item.point },
  })
}

function commentOf({ configuration }: KeyValueStoreContent): string {
  return textOf(configuration, 'Comment') ?? ''
}
