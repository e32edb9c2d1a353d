import * as z from 'zod'
import { UnsupportedError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { objectOf } from '../../model/members.ts'
import type { TriggerKind, TriggerStep } from '../../triggers/kind.ts'
import { lookAhead } from '../../triggers/look-ahead.ts'
import type { StepAction, StepContext } from '../step-action.ts'

const Input = z.object({ kind: z.string(), step: JsonObjectSchema })

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

function open(
  context: StepContext,
  input: JsonObject,
): { readonly kind: TriggerKind; readonly step: TriggerStep } {
  const { kind: name, step } = Input.parse(input)
  const kind = context.place.triggers.kinds.find((one) => one.name === name)
  if (kind === undefined)
    throw new UnsupportedError(`This version of Holdfast knows no trigger of kind ${name}.`)
  // A plan that was read is checked as a whole; the kind checks the input that it planned itself.
  return { kind, step: context.renumber(step) as unknown as TriggerStep }
}
