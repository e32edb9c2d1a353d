import { HoldfastError } from '../errors.ts'
import { EDGE_REGION, EDGE_ZONE } from '../model/edge.ts'
import type { DoctorDoor, Trail } from './doctor-ports.ts'
import type { LoggedWrites, WriteKind } from './logged-writes.ts'
import { loggedWrites } from './logged-writes.ts'

/** A trail, and what it does; or why that could not be read. */
export interface TrailFacts {
  readonly trail: Trail
  readonly logging?: boolean
  readonly writes?: LoggedWrites
  readonly unreadable?: string
}

/** The trails that see a zone, and how much of these writes they record. Those of the edge must see global services. */
export async function readTrails(
  door: Pick<DoctorDoor, 'openTrails'>,
  zone: string,
  kind: WriteKind,
): Promise<readonly TrailFacts[]> {
  const trails = await door.openTrails(zone === EDGE_ZONE ? EDGE_REGION : zone).listTrails()
  const relevant = zone === EDGE_ZONE ? trails.filter(({ globalEvents }) => globalEvents) : trails
  return Promise.all(relevant.map((trail) => readTrail(door, trail, kind)))
}

/** A trail is asked in its home region: others see only that it is there. */
async function readTrail(
  door: Pick<DoctorDoor, 'openTrails'>,
  trail: Trail,
  kind: WriteKind,
): Promise<TrailFacts> {
  const home = door.openTrails(trail.homeRegion)
  try {
    const [logging, selectors] = await Promise.all([home.isLogging(trail.arn), home.readSelectors(trail.arn)])
    return { trail, logging, writes: loggedWrites(selectors, kind) }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { trail, unreadable: error.message }
  }
}
