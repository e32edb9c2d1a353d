import * as z from 'zod'
import { UnsupportedError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { JsonObjectSchema } from '../model/json.ts'
import type { TriggerKind, TriggerStep } from '../triggers/kind.ts'
import type { PlaceReader } from './restore-ports.ts'

const Input = z.object({ kind: z.string(), step: JsonObjectSchema })

/**
 * What a step of the plan holds of a trigger.
 *
 * @param input under the numbers of the target
 * @throws UnsupportedError when this version does not know the kind
 */
export function openTriggerStep(
  { triggers }: Pick<PlaceReader, 'triggers'>,
  input: JsonObject,
): { readonly kind: TriggerKind; readonly step: TriggerStep } {
  const { kind: name, step } = Input.parse(input)
  const kind = triggers.kinds.find((one) => one.name === name)
  if (kind === undefined)
    throw new UnsupportedError(`This version of Holdfast knows no trigger of kind ${name}.`)
  // A plan that was read is checked as a whole; the kind checks the input that it planned itself.
  return { kind, step: step as unknown as TriggerStep }
}
