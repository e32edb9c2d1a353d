import * as z from 'zod'
import { UnsupportedError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { objectOf } from '../../model/members.ts'
import type { TriggerKind, TriggerStep } from '../../triggers/kind.ts'
import type { StepAction, StepContext } from '../step-action.ts'

const Input = z.object({ kind: z.string(), step: JsonObjectSchema })

/** One step of putting a trigger back, as its kind planned it. */
export const trigger: StepAction = {
  action: 'trigger',
  async carryOut(_ports, { input }, context) {
    const { kind, step } = open(context, input)
    return { done: await kind.writer.carryOut(context.place.triggers.aws, step) }
  },
  async takeBack(_ports, { input }, context, { answer }) {
    const { kind, step } = open(context, input)
    // Whether it was done nobody knows; done again, the kind would take what it finds for somebody else's.
    if (answer === undefined) return `${step.what}: this may have been done, and was not taken back.`
    await kind.writer.takeBack(context.place.triggers.aws, step, objectOf(answer, 'done'))
    return undefined
  },
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
