import type { CallHooks } from '../aws/call-hooks.ts'
import type { Credentials } from '../aws/clients.ts'
import { openEdgePlace } from '../aws/open-edge.ts'
import { openWriters } from '../aws/open-writers.ts'
import type { EdgePlace } from '../restore/edge/edge-ports.ts'
import type { Place } from '../restore/restore-ports.ts'
import { openRegion } from './open-region.ts'

/**
 * The way into every region of an account that is restored into; each is opened at its first use and kept, with its
 * connections.
 *
 * @param hooks see every request of the SDK, of reading and writing alike: they share one quota
 * @param credentials instead of the caller's own
 */
export function openPlaces(hooks: CallHooks, credentials?: Credentials): (region: string) => Place {
  const places = new Map<string, Place>()
  let edge: EdgePlace | undefined
  const openEdge = () => (edge ??= openEdgePlace(hooks, credentials))
  return (region) => {
    const place = places.get(region) ?? {
      ...openRegion(region, hooks, credentials),
      ...openWriters(region, hooks, credentials),
      openEdge,
    }
    places.set(region, place)
    return place
  }
}
