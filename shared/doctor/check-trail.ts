import { HoldfastError } from '../errors.ts'
import { EDGE_ZONE } from '../zones/compare-zones.ts'
import type { DoctorDoor, Trail } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, unknown, warning } from './finding.ts'
import type { LoggedWrites } from './logged-writes.ts'
import { loggedWrites } from './logged-writes.ts'
import type { Deployed } from './mend.ts'
import { deployCommand } from './mend.ts'

/** A trail, and what it does; or why that could not be read. */
export interface TrailFacts {
  readonly trail: Trail
  readonly logging?: boolean
  readonly writes?: LoggedWrites
  readonly unreadable?: string
}

/** CloudFront's events appear in this region. */
const EDGE_REGION = 'us-east-1'

/** Looks whether changes in a zone become events at all: a trail must record its management writes. */
export async function checkTrail(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  deployed: Deployed,
): Promise<readonly Finding[]> {
  const trails = await door.openTrails(zone === EDGE_ZONE ? EDGE_REGION : zone).listTrails()
  const relevant = zone === EDGE_ZONE ? trails.filter(({ globalEvents }) => globalEvents) : trails
  const facts = await Promise.all(relevant.map((trail) => readTrail(door, trail)))
  return [judgeTrails(zone, facts, deployed)]
}

/** A trail is asked in its home region: others see only that it is there. */
async function readTrail(door: Pick<DoctorDoor, 'openTrails'>, trail: Trail): Promise<TrailFacts> {
  const home = door.openTrails(trail.homeRegion)
  try {
    const [logging, selectors] = await Promise.all([home.isLogging(trail.arn), home.readSelectors(trail.arn)])
    return { trail, logging, writes: loggedWrites(selectors) }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { trail, unreadable: error.message }
  }
}

/** What the trails of a zone mean for it: the best one counts. */
export function judgeTrails(zone: string, facts: readonly TrailFacts[], deployed: Deployed): Finding {
  const place = { check: 'trail', zone } as const
  const create = deployCommand(deployed, 'CreateTrail=yes')
  const full = facts.filter(({ writes }) => writes === 'all')
  const good = full.find(({ logging }) => logging === true)
  if (good) return ok(place, `The trail ${good.trail.name} records management writes.`)
  const stopped = full[0]?.trail
  if (stopped) {
    const start = `aws cloudtrail start-logging --name ${stopped.arn} --region ${stopped.homeRegion}`
    return problem(place, `The trail ${stopped.name} is switched off: no change is noticed.`, start)
  }
  const hidden = facts.find(({ unreadable }) => unreadable !== undefined)
  if (hidden) return unknown(place, `The trail ${hidden.trail.name} could not be read: ${hidden.unreadable}`)
  const partial = facts.find(({ writes, logging }) => writes === 'some' && logging === true)
  if (partial)
    return warning(place, `The trail ${partial.trail.name} records only some management writes.`, create)
  return problem(place, 'No trail records management writes: no change is noticed.', create)
}
