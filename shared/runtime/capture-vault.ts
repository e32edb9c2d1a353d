import { randomUUID } from 'node:crypto'
import { lockingVault } from '../immutability/locking-vault.ts'
import type { Vault } from '../ports/vault.ts'
import { clock } from './clock.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort } from './observability.ts'
import { openLocks, openVault } from './open-vault.ts'

/**
 * The vault for whoever takes recovery points: each is locked as the deployment's plans ask.
 *
 * @throws SettingInvalidError as openVault
 */
export function openCaptureVault(address: string): Vault {
  const vault = openVault(address, { clock, newId: randomUUID })
  return lockingVault(vault, { locks: openLocks(address), plans: DEPLOYED_PLANS, clock, log: logPort })
}
