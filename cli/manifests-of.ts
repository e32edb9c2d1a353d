import type { ManifestEntry, ManifestFilter, Vault } from '../shared/ports/vault.ts'

/**
 * Every manifest of the resources of one name, of any account, zone and kind that `filter` leaves open.
 *
 * Keys of points begin with account and zone, so a name alone would list them all. Each resource has one pointer:
 * their keys are listed first, and say where the points are. Only where there is no pointer of that name is everything
 * looked through: a capture that died before its first pointer leaves a point without one.
 */
export async function* listManifestsOf(
  vault: Pick<Vault, 'listResources' | 'listManifests'>,
  filter: ManifestFilter & { readonly name: string },
): AsyncIterable<ManifestEntry> {
  const places = new Map<string, ManifestFilter>()
  for await (const { account, zone, name } of vault.listResources(filter)) {
    places.set(`${account}/${zone}`, { account, zone, name })
  }
  if (places.size === 0) yield* vault.listManifests(filter)
  for (const place of places.values()) yield* vault.listManifests(place)
}
