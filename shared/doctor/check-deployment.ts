import type { Stack } from '../ports/zones-api.ts'
import type { Finding } from './finding.ts'
import { ok, problem, warning } from './finding.ts'
import { deployedAs, mendedByDeploying } from './mend.ts'

/** What the stack's status means: what failed may be half there. */
export function judgeDeployment(stack: Stack, hub: string): Finding {
  const { name, status } = stack
  const place = { check: 'deployment', zone: hub } as const
  if (status.endsWith('_IN_PROGRESS')) return warning(place, `${name} is being changed: ${status}.`)
  const deployed = deployedAs(stack, hub)
  if (status === 'UPDATE_ROLLBACK_COMPLETE')
    return mendedByDeploying(warning(place, `The last deployment of ${name} failed.`), deployed)
  return /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)
    ? ok(place, `${name} is deployed.`)
    : mendedByDeploying(problem(place, `${name} is in the state ${status}.`), deployed)
}
