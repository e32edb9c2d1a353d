import { isDeepStrictEqual } from 'node:util'
import { mapArns } from '../model/map-arns.ts'
import type { FunctionContent } from '../model/manifest.ts'
import type { RestoreStep } from '../model/restore.ts'
import type { Trigger } from '../model/trigger.ts'
import type { TriggerKind } from '../triggers/kind.ts'
import { createNaming } from './naming.ts'
import { renumber } from './renumber.ts'
import { triggerPlan } from './trigger-plan.ts'
import type { ItemToVerify } from './verify-item.ts'

/** A trigger that a restore put back: under the names and numbers of the target. */
export interface ExpectedTrigger {
  readonly kind: TriggerKind
  readonly trigger: Trigger
}

/**
 * The triggers of a point that the plan has steps for: what it left to be done by hand, or told to be lost, is not
 * among them, nor what woke the function all the time.
 */
export function expectedTriggers(
  { triggers = [] }: Pick<FunctionContent, 'triggers'>,
  one: ItemToVerify,
  kinds: readonly TriggerKind[],
): readonly ExpectedTrigger[] {
  const { run, item } = one
  const planned = triggerSteps(one).map(({ input }) => input['step'])
  const naming = createNaming(run.plan.request.map, item)
  return triggers.flatMap((trigger) => {
    const kind = kinds.find(({ name }) => name === trigger.kind)
    const steps = kind === undefined ? [] : triggerPlan(kind, trigger, { item, naming }).steps
    const isPlanned = steps.some((step) => planned.some((other) => isDeepStrictEqual(other, step)))
    if (kind === undefined || !isPlanned) return []
    const source = naming.text(trigger.source)
    const invokes = naming.text(trigger.invokes)
    const settings = mapArns(trigger.settings, naming.text)
    return [{ kind, trigger: renumber(run.renumbering, { kind: kind.name, source, invokes, settings }) }]
  })
}

/** The steps of an item that put triggers back. */
export function triggerSteps({ run, index }: Pick<ItemToVerify, 'run' | 'index'>): readonly RestoreStep[] {
  return run.plan.steps.filter(({ item, action }) => item === index && action === 'trigger')
}
