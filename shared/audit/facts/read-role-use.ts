import pLimit from 'p-limit'
import { HoldfastError } from '../../errors.ts'
import type { AuditPorts, RoleUse } from '../audit-ports.ts'
import type { Until } from '../read-blobs.ts'
import type { Seen } from '../seen.ts'
import { none, seen } from '../seen.ts'

/** Reports of IAM that are waited for at the same time: it takes seconds to make one. */
const READERS = 4

/** What Holdfast's own roles were used for, and of which roles it is not known, with the error or that time was up. */
export interface RoleFacts {
  readonly roles: readonly RoleUse[]
  readonly unread: readonly { readonly role: string; readonly error: string }[]
}

type Fact = { readonly use: RoleUse } | { readonly unread: RoleFacts['unread'][number] }

/** IAM makes a report of each role; what there is no time for is not asked. @throws HoldfastError when the roles cannot be listed */
export async function readRoleUse(
  { roles, clock }: Pick<AuditPorts, 'roles' | 'clock'>,
  { until }: Until,
): Promise<Seen<RoleFacts>> {
  const names = await roles.listRoles()
  if (names === undefined) return none('There is no deployment here, so Holdfast has no roles of its own.')
  const facts = await pLimit(READERS).map(names, async (role): Promise<Fact> =>
    clock.now() < until ? await readOne(roles, role) : { unread: { role, error: 'no time was left' } },
  )
  return seen({
    roles: facts.flatMap((one) => ('use' in one ? [one.use] : [])),
    unread: facts.flatMap((one) => ('unread' in one ? [one.unread] : [])),
  })
}

async function readOne(roles: AuditPorts['roles'], role: string): Promise<Fact> {
  try {
    return { use: await roles.readUse(role) }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { unread: { role, error: error.name } }
  }
}
