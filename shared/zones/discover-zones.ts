import type { Vault } from '../ports/vault.ts'
import type { RegionsApi } from '../ports/zones-api.ts'
import type { Discovery } from './compare-zones.ts'
import { compareZones } from './compare-zones.ts'
import type { ZoneFilter } from './zone-filter.ts'

export interface DiscoveryPorts {
  readonly regions: RegionsApi
  readonly vault: Pick<Vault, 'listInventories'>
}

/**
 * Finds out which zones there are now, and which are new or gone since the vault was last written. A zone counts
 * as seen once a run has listed it: its inventory is there.
 *
 * @throws what RegionsApi and Vault throw: without the regions there is no run
 */
export async function discoverZones(
  { regions, vault }: DiscoveryPorts,
  account: string,
  filter: ZoneFilter = {},
): Promise<Discovery> {
  const [enabled, inventories] = await Promise.all([
    regions.listEnabled(),
    Array.fromAsync(vault.listInventories(account)),
  ])
  return compareZones(
    enabled,
    inventories.map(({ zone }) => zone),
    filter,
  )
}
