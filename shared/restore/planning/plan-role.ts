import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import type { FunctionPlan } from './function-plan.ts'

/** The execution role must be there; it is made again when that is asked for and the point has it. */
export async function planRole(plan: FunctionPlan): Promise<void> {
  if (plan.present !== undefined && !plan.has('configuration')) return
  const arn = textOf(plan.wanted.configuration, 'Role')
  const { account, resource } = parseArn(arn ?? '') ?? {}
  if (arn === undefined || account !== plan.item.target.account) return
  const name = resource?.split('/').at(-1) ?? ''
  if ((await plan.place.surroundings.getRole(name)) !== undefined) return
  const { role } = plan.wanted
  if (!plan.request.withRole || !role) {
    plan.problem('missing', `The execution role ${arn} is not there.`, adviceFor(role))
    return
  }
  plan.step({
    action: 'create-role',
    resource: arn,
    what: `Create the execution role ${name} with its policies`,
    why: 'The function runs by it, and it is not there.',
    risk: 'high',
    undo: { can: true, how: 'The role, and the policies that were made for it, are deleted.' },
    input: { role: { ...role, RoleName: name } },
  })
}

function adviceFor(role: JsonObject | null | undefined): string {
  const map = 'Create it, or name another under role: in the file of --map.'
  return !role ? map : `--with-role makes it again from the point. ${map}`
}
