import type { StepAction } from './step-action.ts'

/** Every kind of step. */
const ACTIONS: readonly StepAction[] = []

const BY_NAME: ReadonlyMap<string, StepAction> = new Map(ACTIONS.map((one) => [one.action, one]))

/** The action of that name. @throws RangeError for one that this version does not know */
export function stepAction(name: string): StepAction {
  const found = BY_NAME.get(name)
  if (found === undefined) throw new RangeError(`This version of Holdfast knows no step ${name}.`)
  return found
}
