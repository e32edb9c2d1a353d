import type { JsonObject } from '../../model/json.ts'
import { objectOf } from '../../model/members.ts'
import type { FunctionPlan } from './function-plan.ts'

/** What no restore can give back, whatever is done: gaps of the point, numbers, ids, domains. */
export function tellLosses(
  plan: FunctionPlan,
  gaps: readonly { readonly part: string; readonly message: string }[],
): void {
  for (const { part, message } of gaps) plan.lose(part, `The point does not have it: ${message}`)
  if (plan.steps.some(({ action }) => action === 'publish-version')) {
    plan.lose(
      'versions',
      'Version numbers: those that are published again get new ones, and what names them follows.',
    )
  }
  if (plan.steps.some(({ action }) => action === 'put-url')) {
    plan.lose('urls', 'The domain of a function URL: a URL that is created gets a new one.')
  }
  if (plan.steps.some(({ action }) => action === 'put-mapping')) {
    plan.lose(
      'eventSourceMappings',
      'The ids of event source mappings: those that are made again get new ones.',
    )
  }
  if (plan.steps.some(({ action }) => action === 'publish-layer')) {
    plan.lose(
      'layers',
      'Numbers of layer versions: those that are published again get new ones, and what names them follows.',
    )
  }
  tellOfEnvironment(plan)
}

/** Values of an environment stay as they are; those that name the old place may need to be changed by hand. */
function tellOfEnvironment(plan: FunctionPlan): void {
  const { source, target } = plan.item
  const moved = [
    ...(source.zone === target.zone ? [] : [source.zone]),
    ...(source.account === target.account ? [] : [source.account]),
  ]
  const names = Object.entries(variablesOf(plan.wanted.configuration)).flatMap(([name, value]) =>
    moved.some((place) => typeof value === 'string' && value.includes(place)) ? [name] : [],
  )
  if (names.length === 0) return
  plan.remark(
    `Environment variables that name ${moved.join(' or ')} stay as they are: ${names.join(', ')}. Name their values under arn: in the file of --map to change them.`,
  )
}

function variablesOf(configuration: JsonObject): JsonObject {
  return objectOf(objectOf(configuration, 'Environment'), 'Variables')
}
