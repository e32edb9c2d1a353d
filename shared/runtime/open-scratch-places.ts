import { openDoor } from '../aws/aws-door.ts'
import type { CallHooks } from '../aws/call-hooks.ts'
import { openEdgePlace } from '../aws/open-edge.ts'
import { openScratch } from '../aws/open-scratch.ts'
import { openWriters } from '../aws/open-writers.ts'
import { openZone } from '../aws/open-zone.ts'
import type { ScratchPlace } from '../restore-test/test-ports.ts'
import { listingShelf } from '../triggers/listing-shelf.ts'
import { clock } from './clock.ts'

/**
 * The way into every region for restore tests; each is opened at its first use and kept, with its connections. Tests
 * restore no triggers, so no kind of them is known here.
 *
 * @param hooks see every request of the SDK, of reading and writing alike: they share one quota
 */
export function openScratchPlaces(hooks: CallHooks): (region: string) => ScratchPlace {
  const places = new Map<string, ScratchPlace>()
  return (region) => {
    const place = places.get(region) ?? openPlace(region, hooks)
    places.set(region, place)
    return place
  }
}

function openPlace(region: string, hooks: CallHooks): ScratchPlace {
  const triggers = { aws: openDoor(region, hooks), kinds: [], facts: [], shelf: listingShelf(clock) }
  return {
    ...openZone(region, hooks),
    ...openWriters(region, hooks),
    ...openScratch(region, hooks),
    openEdge: () => openEdgePlace(hooks),
    triggers,
  }
}
