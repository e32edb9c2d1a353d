import { openDoor } from '../aws/aws-door.ts'
import type { CallHooks } from '../aws/call-hooks.ts'
import type { Credentials } from '../aws/clients.ts'
import type { ZoneSources } from '../aws/open-zone.ts'
import { openZone } from '../aws/open-zone.ts'
import { FACTS_KINDS } from '../triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../triggers/find-kinds.ts'
import { listingShelf } from '../triggers/listing-shelf.ts'
import type { TriggerPorts } from '../triggers/trigger-ports.ts'
import { clock } from './clock.ts'

/** Everything that the functions of one region, and what wakes them, are read through. */
export interface RegionSources extends ZoneSources {
  readonly triggers: TriggerPorts
}

/**
 * Makes the clients of one region, those of sources of triggers as they are needed.
 *
 * @param hooks see every request of the SDK; downloads of code are none
 * @param credentials instead of the caller's own
 */
export function openRegion(region: string, hooks?: CallHooks, credentials?: Credentials): RegionSources {
  const triggers = {
    aws: openDoor(region, hooks, credentials),
    kinds: TRIGGER_KINDS,
    facts: FACTS_KINDS,
    shelf: listingShelf(clock),
  }
  return { ...openZone(region, hooks, credentials), triggers }
}
