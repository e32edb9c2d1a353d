import { openBuckets } from '../shared/aws/buckets.ts'
import { openDelivery } from '../shared/aws/delivery.ts'
import { openEdge } from '../shared/aws/open-edge.ts'
import { openLimits } from '../shared/aws/limits.ts'
import { openPermissions } from '../shared/aws/permissions.ts'
import { readServiceTime } from '../shared/aws/service-time.ts'
import { openTrails } from '../shared/aws/trails.ts'
import type { DoctorDoor } from '../shared/doctor/doctor-ports.ts'

/** What the doctor looks through, with the caller's own credentials. */
export const realDoctorDoor: DoctorDoor = {
  openTrails,
  openDelivery,
  openBuckets,
  openPermissions,
  openLimits,
  openEdge: () => openEdge(),
  readServiceTime,
}
