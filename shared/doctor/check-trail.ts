import { EDGE_ZONE } from '../model/edge.ts'
import type { DoctorDoor } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, unknown, warning } from './finding.ts'
import { CLOUDFRONT_WRITES, LAMBDA_WRITES } from './logged-writes.ts'
import type { Deployed } from './mend.ts'
import { mendedByDeploying } from './mend.ts'
import type { TrailFacts } from './read-trails.ts'
import { readTrails } from './read-trails.ts'

/** What is said of the trails of a zone, and the trail that decides it. */
export interface TrailFinding extends Finding {
  /** `<home region>/<name>`. */
  readonly trail?: string
}

/** Looks whether changes in a zone become events at all: a trail must record its management writes. */
export async function checkTrail(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  deployed: Deployed,
): Promise<readonly Finding[]> {
  const { trail: _, ...finding } = await lookAtTrails(door, zone, deployed)
  return [finding]
}

/** The same with the trail. @throws HoldfastError when trails cannot be listed */
export async function lookAtTrails(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  deployed: Deployed,
): Promise<TrailFinding> {
  const kind = zone === EDGE_ZONE ? CLOUDFRONT_WRITES : LAMBDA_WRITES
  return judgeTrails(zone, await readTrails(door, zone, kind), deployed)
}

/** What the trails of a zone mean for it: the best one counts. */
export function judgeTrails(zone: string, facts: readonly TrailFacts[], deployed: Deployed): TrailFinding {
  const place = { check: 'trail', zone } as const
  const created = (finding: Finding) => mendedByDeploying(finding, deployed, { CreateTrail: 'yes' })
  const full = facts.filter(({ writes }) => writes === 'all')
  const good = full.find(({ logging }) => logging === true)
  if (good) return named(good, ok(place, `The trail ${good.trail.name} records management writes.`))
  const [stopped] = full
  if (stopped) {
    const { name, arn, homeRegion } = stopped.trail
    const start = `aws cloudtrail start-logging --name ${arn} --region ${homeRegion}`
    return named(stopped, problem(place, `The trail ${name} is switched off: no change is noticed.`, start))
  }
  const hidden = facts.find(({ unreadable }) => unreadable !== undefined)
  if (hidden)
    return named(
      hidden,
      unknown(place, `The trail ${hidden.trail.name} could not be read: ${hidden.unreadable}`),
    )
  const partial = facts.find(({ writes, logging }) => writes === 'some' && logging === true)
  if (partial)
    return named(
      partial,
      created(warning(place, `The trail ${partial.trail.name} records only some management writes.`)),
    )
  return created(problem(place, 'No trail records management writes: no change is noticed.'))
}

function named({ trail }: TrailFacts, finding: Finding): TrailFinding {
  return { ...finding, trail: `${trail.homeRegion}/${trail.name}` }
}
