import type { Stack } from '../ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, warning } from './finding.ts'
import { deployCommand } from './mend.ts'

/** What the stack's status means: what failed may be half there. */
export function judgeDeployment({ name, status }: Stack, hub: string): Finding {
  const place = { check: 'deployment', zone: hub } as const
  if (status.endsWith('_IN_PROGRESS')) return warning(place, `${name} is being changed: ${status}.`)
  const redeploy = deployCommand({ stackName: name, hub })
  if (status === 'UPDATE_ROLLBACK_COMPLETE')
    return warning(place, `The last deployment of ${name} failed.`, redeploy)
  return /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)
    ? ok(place, `${name} is deployed.`)
    : problem(place, `${name} is in the state ${status}.`, redeploy)
}
