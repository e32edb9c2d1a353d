import { isDeepStrictEqual } from 'node:util'
import type { FunctionContent } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import type { FunctionPlan } from './function-plan.ts'
import { isStanding } from './standing.ts'

/** Aliases with their weights. Of a function in use they move after verification: that is where the traffic is. */
export function planAliases(plan: FunctionPlan, standing: FunctionContent | undefined): void {
  if (!plan.has('aliases')) return
  for (const { name, configuration } of plan.wanted.aliases ?? []) {
    const version = textOf(configuration, 'FunctionVersion') ?? ''
    const now = standing?.aliases?.find((alias) => alias.name === name)?.configuration
    if (isDeepStrictEqual(now, configuration)) continue
    if (!isStanding(plan, name)) {
      plan.lose(
        `aliases/${name}`,
        `The alias ${name} does not come back, for a version that it needs does not.`,
      )
      continue
    }
    const isMoved = plan.present !== undefined && now !== undefined
    plan.step({
      action: 'put-alias',
      phase: plan.present === undefined ? 'create' : 'enable',
      resource: plan.arn(name),
      what: isMoved
        ? `Move the traffic of the alias ${name} from version ${textOf(now, 'FunctionVersion')} to what was version ${version}`
        : `Create the alias ${name} for what was version ${version}`,
      why: 'The point has it so.',
      risk: isMoved ? 'high' : 'none',
      input: { qualifier: name, value: configuration },
    })
  }
}
