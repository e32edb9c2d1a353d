import { EDGE_ZONE } from '../model/edge.ts'
import type { ZoneFilter } from './zone-filter.ts'
import { passes } from './zone-filter.ts'

/** What a run looks at, and what is different since the runs before it. */
export interface Discovery {
  /** Zones to look at: enabled, and not filtered out. In order of name, `edge` last. */
  readonly zones: readonly string[]
  /** Of these, the ones that the vault has not seen yet. */
  readonly newZones: readonly string[]
  /** Zones that the vault has seen and the account has not any more. A zone that was filtered out is not one. */
  readonly vanishedZones: readonly string[]
  /** Zones that the filter names and the account has not: a typing error, or a region that is not enabled. */
  readonly unknownZones: readonly string[]
}

/**
 * Compares the zones that the account has with those that the vault has seen.
 *
 * @param enabled regions that the account has enabled; `edge` is always there
 * @param seen zones that earlier runs listed
 */
export function compareZones(
  enabled: readonly string[],
  seen: readonly string[],
  filter: ZoneFilter = {},
): Discovery {
  const existing = [...[...new Set(enabled)].toSorted(), EDGE_ZONE]
  const zones = existing.filter((zone) => passes(filter, zone))
  return {
    zones,
    newZones: zones.filter((zone) => !seen.includes(zone)),
    vanishedZones: [...new Set(seen)].filter((zone) => !existing.includes(zone)).toSorted(),
    unknownZones: [...new Set(filter.zones)].filter((zone) => !existing.includes(zone)).toSorted(),
  }
}
