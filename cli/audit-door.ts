import { randomUUID } from 'node:crypto'
import { encryptionSight } from '../shared/aws/encryption-sight.ts'
import { openRoleUse } from '../shared/aws/role-use.ts'
import type { AuditPorts, RoleUseApi } from '../shared/audit/audit-ports.ts'
import type { Clock } from '../shared/ports/runtime.ts'
import { openBucketSettings } from '../shared/runtime/open-bucket-settings.ts'
import type { StoreWorld } from '../shared/runtime/open-vault.ts'
import { openLocks, openStore, openVault } from '../shared/runtime/open-vault.ts'

/** The way to what an audit sees of a bucket and of roles. */
export interface AuditDoor {
  /** A vault in a bucket, with what S3 says of its encryption. */
  readonly open: (url: string) => Pick<AuditPorts, 'vault' | 'store' | 'sight' | 'bucket' | 'locks'>
  readonly openRoleUse: (clock: Clock) => RoleUseApi['readUse']
}

/**
 * The real way, with the caller's own credentials.
 *
 * @param storeWorld how every other command reaches a bucket, when it is asked
 */
export function realAuditDoor(storeWorld: () => StoreWorld): AuditDoor {
  return {
    open(url) {
      const sight = encryptionSight()
      const world = { ...storeWorld(), onRead: sight.note }
      return {
        vault: openVault(url, { ...world, newId: randomUUID, whenMissing: 'fail' }),
        store: openStore(url, world),
        sight,
        bucket: openBucketSettings(url, world),
        locks: openLocks(url, world),
      }
    },
    openRoleUse,
  }
}
