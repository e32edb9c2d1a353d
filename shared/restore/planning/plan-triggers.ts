import { isDeepStrictEqual } from 'node:util'
import { HoldfastError, NotFoundError, TriggerTakenError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { TriggerKind, TriggerStep } from '../../triggers/kind.ts'
import { lookAhead } from '../../triggers/look-ahead.ts'
import { qualifierOf } from '../setting.ts'
import { triggerPlan } from '../trigger-plan.ts'
import type { FunctionPlan } from './function-plan.ts'
import { isStanding } from './standing.ts'

/** What else woke the function, as each kind of trigger plans it. */
export async function planTriggers(plan: FunctionPlan, standing: FunctionContent | undefined): Promise<void> {
  if (!plan.has('triggers')) return
  for (const trigger of plan.wanted.triggers ?? []) {
    if (standing?.triggers?.some((one) => isDeepStrictEqual(one, trigger)) === true) continue
    const qualifier = qualifierOf(trigger.invokes)
    if (qualifier !== undefined && !isStanding(plan, qualifier)) {
      plan.lose(part(trigger), `The trigger ${trigger.source} does not come back, for ${qualifier} does not.`)
    } else {
      await planTrigger(plan, trigger)
    }
  }
}

async function planTrigger(plan: FunctionPlan, trigger: Trigger): Promise<void> {
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
  for (const [index, step] of steps.entries()) {
    const problem = await problemOf(plan, kind, step)
    // What the first step makes is not there for the next ones yet.
    if (problem !== undefined && (index === 0 || problem.kind === 'conflict')) plan.problems.push(problem)
  }
}

type Problem = FunctionPlan['problems'][number]

/** What would stop a step now: its source is gone, and nobody makes it; or its place is somebody else's. */
async function problemOf(
  { place }: FunctionPlan,
  kind: TriggerKind,
  step: TriggerStep,
): Promise<Problem | undefined> {
  try {
    await lookAhead(kind, place.triggers.aws, step)
    return undefined
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    const what = `${step.what}: ${error.message}`
    if (error instanceof TriggerTakenError) return { kind: 'conflict', what, advice: LEFT_ALONE }
    // A service that does not answer is no reason to refuse: whether it is there shows when it is used.
    return error instanceof NotFoundError ? { kind: 'missing', what, advice: MAKE_IT } : undefined
  }
}

const LEFT_ALONE = 'Take it from whoever has it now, or leave triggers out with --parts.'
const MAKE_IT =
  'Create it, or name another under arn: in the file of --map. Or leave triggers out with --parts.'

function part({ kind, source }: Trigger): string {
  return `triggers/${kind}/${source}`
}
