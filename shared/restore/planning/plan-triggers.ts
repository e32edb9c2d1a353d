import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '../../model/json.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import type { Trigger } from '../../model/trigger.ts'
import { qualifierOf } from '../setting.ts'
import { triggerPlan } from '../trigger-plan.ts'
import type { FunctionPlan } from './function-plan.ts'
import { isStanding } from './standing.ts'

/** What else woke the function, as each kind of trigger plans it. */
export function planTriggers(plan: FunctionPlan, standing: FunctionContent | undefined): void {
  if (!plan.has('triggers')) return
  for (const trigger of plan.wanted.triggers ?? []) {
    if (standing?.triggers?.some((one) => isDeepStrictEqual(one, trigger)) === true) continue
    const qualifier = qualifierOf(trigger.invokes)
    if (qualifier !== undefined && !isStanding(plan, qualifier)) {
      plan.lose(part(trigger), `The trigger ${trigger.source} does not come back, for ${qualifier} does not.`)
    } else {
      planTrigger(plan, trigger)
    }
  }
}

function planTrigger(plan: FunctionPlan, trigger: Trigger): void {
  const kind = plan.place.triggers.kinds.find(({ name }) => name === trigger.kind)
  if (kind === undefined) {
    plan.lose(
      part(trigger),
      `${trigger.source} invoked the function; Holdfast cannot put a trigger of kind ${trigger.kind} back.`,
    )
    return
  }
  const { steps, byHand } = triggerPlan(kind, trigger, plan)
  for (const what of byHand) plan.lose(part(trigger), what)
  for (const step of steps) {
    const { phase, resource, what, why, risk, canUndo } = step
    // A step of a kind is plain JSON.
    const input = { kind: kind.name, step: step as unknown as JsonObject }
    const undo = { can: canUndo, how: canUndo ? 'What was made is removed.' : 'It has to be undone by hand.' }
    plan.step({ action: 'trigger', phase, resource, what, why, risk, undo, input })
  }
}

function part({ kind, source }: Trigger): string {
  return `triggers/${kind}/${source}`
}
