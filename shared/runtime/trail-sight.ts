import type { TrailSight } from '../audit/audit-ports.ts'
import { lookAtTrails } from '../doctor/check-trail.ts'
import type { DoctorDoor } from '../doctor/doctor-ports.ts'
import type { Deployed } from '../doctor/mend.ts'

/** What an audit sees of the trails of a zone: the same as the doctor does. @throws HoldfastError */
export async function trailSight(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  deployed: Deployed,
): Promise<TrailSight> {
  return await lookAtTrails(door, zone, deployed)
}
