import type { TrailSight } from '../audit/audit-ports.ts'
import { checkTrail } from '../doctor/check-trail.ts'
import type { DoctorDoor } from '../doctor/doctor-ports.ts'
import type { Deployed } from '../doctor/mend.ts'

/** What an audit sees of the trails of a zone: the same as the doctor does. @throws HoldfastError */
export async function trailSight(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  deployed: Deployed,
): Promise<TrailSight> {
  const findings = await checkTrail(door, zone, deployed)
  const [worst] = findings
  return worst ?? { state: 'unknown', what: 'Nothing was said of its trails.' }
}
