import { randomUUID } from 'node:crypto'
import { encryptionSight } from '../shared/aws/encryption-sight.ts'
import { openRoleUse } from '../shared/aws/role-use.ts'
import type { AuditPorts, RoleUseApi } from '../shared/audit/audit-ports.ts'
import type { Clock } from '../shared/ports/runtime.ts'
import { openBucketSettings } from '../shared/runtime/open-bucket-settings.ts'
import { openLocks, openStore, openVault } from '../shared/runtime/open-vault.ts'

/** The way to what an audit sees of a bucket and of roles. */
export interface AuditDoor {
  /** A vault in a bucket, with what S3 says of its encryption. */
  readonly open: (
    url: string,
    clock: Clock,
  ) => Pick<AuditPorts, 'vault' | 'store' | 'sight' | 'bucket' | 'locks'>
  readonly openRoleUse: (clock: Clock) => RoleUseApi['readUse']
}

/** The real way, with the caller's own credentials. */
export const realAuditDoor: AuditDoor = {
  open(url, clock) {
    const sight = encryptionSight()
    const world = { clock, onRead: sight.note }
    return {
      vault: openVault(url, { ...world, newId: randomUUID, whenMissing: 'fail' }),
      store: openStore(url, world),
      sight,
      bucket: openBucketSettings(url),
      locks: openLocks(url),
    }
  },
  openRoleUse,
}
