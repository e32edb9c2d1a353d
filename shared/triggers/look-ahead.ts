import type { JsonObject } from '../model/json.ts'
import type { AwsDoor } from './aws-door.ts'
import type { TriggerKind, TriggerStep } from './kind.ts'

/** Ends a step where it would begin to write. */
class BeforeWriting extends Error {}

/**
 * What a step would do now, and whether it could: it is carried out up to its first write.
 *
 * @returns what taking it back would need; `undefined` when nothing is left to do
 * @throws NotFoundError, TriggerTakenError and all that reading throws
 */
export async function lookAhead(
  { writer }: Pick<TriggerKind, 'writer'>,
  aws: AwsDoor,
  step: TriggerStep,
): Promise<JsonObject | undefined> {
  let intended: JsonObject | undefined
  const stop = (done: JsonObject) => {
    intended = done
    return Promise.reject(new BeforeWriting())
  }
  try {
    await writer.carryOut(aws, step, stop)
  } catch (error) {
    if (!(error instanceof BeforeWriting)) throw error
  }
  return intended
}
