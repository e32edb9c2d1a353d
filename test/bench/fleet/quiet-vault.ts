import { createHash, randomUUID } from 'node:crypto'
import { openZone } from '../../../shared/aws/open-zone.ts'
import { listedFunction } from '../../../shared/capture/plan-zone.ts'
import { FORMAT_VERSION } from '../../../shared/model/manifest.ts'
import { clock } from '../../../shared/runtime/clock.ts'
import { openVault } from '../../../shared/runtime/open-vault.ts'
import { ACCOUNT } from '../account.ts'
import type { Fleet } from './fleet.ts'

/**
 * Writes the inventories that an earlier run would have left in a vault, so that a run over the fleet finds nothing
 * new. Their fingerprints are made up: a quick run compares the listing alone.
 */
export async function rememberFleet(fleet: Fleet, vaultUrl: string): Promise<void> {
  const vault = openVault(vaultUrl, { clock, newId: randomUUID })
  for (const zone of fleet.regions) {
    const listing = await Array.fromAsync(openZone(zone).lambda.listFunctions(), listedFunction)
    const lines = listing.map(({ name, state }) => [name, { ...state, fingerprint: sha256(name) }] as const)
    const listedAt = new Date().toISOString()
    const functions = Object.fromEntries(lines)
    await vault.writeInventory(
      { format: FORMAT_VERSION, account: ACCOUNT, zone, listedAt, functions },
      undefined,
    )
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
