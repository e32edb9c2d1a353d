import { EDGE_ZONE } from '../model/edge.ts'
import type { DoctorDoor } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, unknown, warning } from './finding.ts'
import { CLOUDFRONT_WRITES, LAMBDA_WRITES } from './logged-writes.ts'
import type { Deployed } from './mend.ts'
import { deployCommand } from './mend.ts'
import type { TrailFacts } from './read-trails.ts'
import { readTrails } from './read-trails.ts'

/** Looks whether changes in a zone become events at all: a trail must record its management writes. */
export async function checkTrail(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  deployed: Deployed,
): Promise<readonly Finding[]> {
  const kind = zone === EDGE_ZONE ? CLOUDFRONT_WRITES : LAMBDA_WRITES
  return [judgeTrails(zone, await readTrails(door, zone, kind), deployed)]
}

/** What the trails of a zone mean for it: the best one counts. */
export function judgeTrails(zone: string, facts: readonly TrailFacts[], deployed: Deployed): Finding {
  const place = { check: 'trail', zone } as const
  const create = deployCommand(deployed, { CreateTrail: 'yes' })
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
