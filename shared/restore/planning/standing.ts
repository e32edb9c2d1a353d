import { versionsOf } from './needed-versions.ts'
import type { FunctionPlan } from './function-plan.ts'

/** Whether a version or alias of the point will be there once the plan is carried out. */
export function isStanding(plan: FunctionPlan, qualifier: string): boolean {
  if (/^\d+$/.test(qualifier)) return isVersionStanding(plan, qualifier)
  const alias = plan.wanted.aliases?.find(({ name }) => name === qualifier)
  const isThere = plan.present?.aliases?.some(({ name }) => name === qualifier) === true
  if (!plan.has('aliases') || alias === undefined) return isThere
  return versionsOf(alias.configuration).every((version) => isVersionStanding(plan, version))
}

function isVersionStanding(plan: FunctionPlan, version: string): boolean {
  return (
    plan.item.versions[version] !== undefined ||
    plan.steps.some(({ action, input }) => action === 'publish-version' && input['version'] === version)
  )
}
