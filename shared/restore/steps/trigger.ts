import * as z from 'zod'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { objectOf } from '../../model/members.ts'
import { lookAhead } from '../../triggers/look-ahead.ts'
import { openTriggerStep } from '../open-trigger-step.ts'
import type { StepAction, StepContext } from '../step-action.ts'

/** One step of putting a trigger back, as its kind planned it. */
export const trigger: StepAction = {
  action: 'trigger',
  async before({ input }, context): Promise<JsonObject> {
    const { kind, step } = open(context, input)
    return { intended: (await lookAhead(kind, context.place.triggers.aws, step)) ?? null }
  },
  async carryOut(_ports, { input }, context) {
    const { kind, step } = open(context, input)
    const done = await kind.writer.carryOut(context.place.triggers.aws, step)
    // What an attempt before this one wrote is there now, and the kind takes it for somebody else's.
    return { done: context.again ? { ...done, ...intendedIn(context.before) } : done }
  },
  async takeBack(_ports, { input }, context, { before, answer }) {
    const { kind, step } = open(context, input)
    const done = answer === undefined ? intendedIn(before) : objectOf(answer, 'done')
    await kind.writer.takeBack(context.place.triggers.aws, step, done)
    return undefined
  },
}

const Before = z.object({ intended: JsonObjectSchema.nullable() })

/** What was to be written before anything was; empty when there was nothing to do. */
function intendedIn(before: JsonObject): JsonObject {
  return Before.parse(before).intended ?? {}
}

function open({ place, renumber }: StepContext, input: JsonObject) {
  return openTriggerStep(place, renumber(input))
}
