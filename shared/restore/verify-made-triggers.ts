import { FunctionChangingError } from '../errors.ts'
import { objectOf, textOf } from '../model/members.ts'
import type { Difference, RestoreStep } from '../model/restore.ts'
import { lookAhead } from '../triggers/look-ahead.ts'
import { triggerSteps } from './expected-triggers.ts'
import { openTriggerStep } from './open-trigger-step.ts'
import { renumber } from './renumber.ts'
import type { Place, RestorePorts } from './restore-ports.ts'
import { untilSame } from './until-same.ts'
import type { ItemToVerify } from './verify-item.ts'

/**
 * What was made of triggers before the function is live: it must be there, and must not wake it yet. Each step is asked
 * what it would do now: nothing, if it is done; one that makes live, something.
 */
export async function verifyMadeTriggers(
  { clock }: Pick<RestorePorts, 'clock'>,
  place: Place,
  one: ItemToVerify,
): Promise<readonly Difference[]> {
  const steps = triggerSteps(one)
  const made = steps.filter(({ phase }) => phase === 'create')
  const isOurs = ({ id }: RestoreStep) =>
    objectOf(one.run.journal.done.get(id)?.answer ?? {}, 'done')['created'] === true
  const sources = made.filter(isOurs).map(({ resource }) => resource)
  const asleep = steps.filter(({ phase, resource }) => phase === 'enable' && sources.includes(resource))
  const isToDo = (step: RestoreStep) => isLeftToDo(place, one, step)
  return await untilSame(clock, async () => {
    const differences: Difference[] = []
    for (const step of made)
      if (await isToDo(step)) differences.push({ path: pathOf(step), expected: 'made, and switched off' })
    for (const step of asleep) {
      const difference = { path: pathOf(step), expected: 'switched off', found: 'live' }
      if (!(await isToDo(step)) && !one.run.journal.begun.has(step.id)) differences.push(difference)
    }
    return differences
  })
}

async function isLeftToDo(place: Place, { run }: ItemToVerify, { input }: RestoreStep): Promise<boolean> {
  const { kind, step } = openTriggerStep(place, renumber(run.renumbering, input))
  try {
    return (await lookAhead(kind, place.triggers.aws, step)) !== undefined
  } catch (error) {
    // Its service is still at work on what was made: it is there, and not live.
    if (error instanceof FunctionChangingError) return true
    throw error
  }
}

function pathOf({ input, resource }: RestoreStep): string {
  return `triggers.${textOf(input, 'kind')}.${resource}`
}
