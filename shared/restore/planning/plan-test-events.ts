import { AccessDeniedError, UnsupportedError } from '../../errors.ts'
import { testEventsArn } from '../../model/test-events.ts'
import type { TestEventsSchema } from '../../ports/surroundings-api.ts'
import { isContentOf } from '../steps/put-test-events.ts'
import type { FunctionPlan } from './function-plan.ts'

/**
 * The events that the function is tried with, where its plan asked for them. A deleted function leaves its own behind,
 * and they may be younger than the point: they stay. Whoever restores over a function wants what the point has.
 */
export async function planTestEvents(plan: FunctionPlan): Promise<void> {
  const { testEvents } = plan.wanted
  if (!plan.has('test-events') || !testEvents) return
  const now = await findPresent(plan)
  if (now === 'unknown' || (now !== undefined && isContentOf(now.content, testEvents.blob))) return
  const { name } = plan.item.target
  if (now !== undefined && plan.item.mode === 'create') {
    plan.remark(
      `The test events of ${name} are there, and are not those of the point: they stay as they are. \`--on-conflict update --parts test-events\` puts those of the point back once the function is there.`,
    )
    return
  }
  plan.step({
    action: 'put-test-events',
    resource: testEventsArn(plan.item.target, plan.item.partition),
    what: `Put the test events of ${name} back`,
    why: 'The backup plan asked for them when the point was taken.',
    risk: now === undefined ? 'none' : 'low',
    undo: { can: true, how: UNDO },
    input: { name, ...testEvents },
  })
}

const UNDO =
  'Those of before become the newest again, or the schema is deleted; a registry that was made stays.'

/** Who may not look cannot put them back; the function is worth more than the events that it is tried with. */
async function findPresent(plan: FunctionPlan): Promise<TestEventsSchema | undefined | 'unknown'> {
  try {
    return await plan.place.surroundings.getTestEvents(plan.item.target.name)
  } catch (error) {
    if (!(error instanceof AccessDeniedError || error instanceof UnsupportedError)) throw error
    const why =
      error instanceof AccessDeniedError
        ? 'this restore may not read those that are there (schemas:DescribeSchema)'
        : 'the region has no schemas of EventBridge'
    plan.lose('testEvents', `The test events do not come back: ${why}.`)
    return 'unknown'
  }
}
