import { HoldfastError } from '../../errors.ts'
import type { AuditPorts, RoleUse } from '../audit-ports.ts'
import type { Seen } from '../seen.ts'
import { none, seen } from '../seen.ts'

/** What Holdfast's own roles were used for, and of which roles AWS did not say it. */
export interface RoleFacts {
  readonly roles: readonly RoleUse[]
  readonly unread: readonly { readonly role: string; readonly error: string }[]
}

/** One role after another: IAM makes a report of each, and takes seconds for it. */
export async function readRoleUse({ roles }: Pick<AuditPorts, 'roles'>): Promise<Seen<RoleFacts>> {
  const names = await roles.listRoles()
  if (names === undefined) return none('There is no deployment here, so Holdfast has no roles of its own.')
  const read: RoleUse[] = []
  const unread: { role: string; error: string }[] = []
  for (const role of names) {
    try {
      read.push(await roles.readUse(role))
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      unread.push({ role, error: error.name })
    }
  }
  return seen({ roles: read, unread })
}
