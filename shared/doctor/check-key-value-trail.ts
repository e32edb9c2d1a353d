import { EDGE_ZONE } from '../model/edge.ts'
import type { DoctorDoor } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, unknown, warning } from './finding.ts'
import { PAIR_WRITES } from './logged-writes.ts'
import type { Deployed } from './mend.ts'
import { mendedByDeploying } from './mend.ts'
import type { TrailFacts } from './read-trails.ts'
import { readTrails } from './read-trails.ts'

const PLACE = { check: 'key-value-trail', zone: EDGE_ZONE } as const

/**
 * Looks whether changes of the pairs in key value stores become events. They are data events, which a trail records
 * only when told to; without them the next run sees the change. Where there is no store, nothing is missing.
 */
export async function checkKeyValueTrail(
  door: Pick<DoctorDoor, 'openTrails' | 'openEdge'>,
  deployed: Deployed,
): Promise<readonly Finding[]> {
  const stores = await door.openEdge().listKeyValueStores()
  if (stores.length === 0) return [ok(PLACE, 'There are no key value stores.')]
  return [judgePairTrails(await readTrails(door, EDGE_ZONE, PAIR_WRITES), deployed)]
}

/** What the trails mean for the pairs of key value stores: the best one counts. */
export function judgePairTrails(facts: readonly TrailFacts[], deployed: Deployed): Finding {
  const logging = facts.filter((one) => one.logging === true)
  const good = logging.find(({ writes }) => writes === 'all')
  if (good) return ok(PLACE, `The trail ${good.trail.name} records writes of key value stores.`)
  const hidden = facts.find(({ unreadable }) => unreadable !== undefined)
  if (hidden) return unknown(PLACE, `The trail ${hidden.trail.name} could not be read: ${hidden.unreadable}`)
  const some = logging.some(({ writes }) => writes === 'some')
  const what = `No trail records ${some ? 'all' : 'the'} writes of key value stores: only scheduled runs see them.`
  return mendedByDeploying(warning(PLACE, what), deployed, { LogKeyValueWrites: 'yes' })
}
