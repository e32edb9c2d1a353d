import type { Clock } from '../ports/runtime.ts'
import type { DoctorDoor } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, warning } from './finding.ts'

/** Seconds past which times in the vault mislead, and past which AWS refuses signatures (five minutes). */
const MISLEADING = 60
const REFUSED = 300

const MEND = 'sudo timedatectl set-ntp true'

/** Looks whether this machine's clock agrees with AWS's: points and reports carry its time. */
export async function checkClock(
  hub: string,
  door: Pick<DoctorDoor, 'readServiceTime'>,
  clock: Pick<Clock, 'now'>,
): Promise<readonly Finding[]> {
  const before = clock.now().getTime()
  const service = await door.readServiceTime(hub)
  const local = (before + clock.now().getTime()) / 2
  return [judgeClock(hub, (local - service.getTime()) / 1000)]
}

/** @param skew seconds by which this machine is ahead of AWS; AWS tells whole seconds */
export function judgeClock(hub: string, skew: number): Finding {
  const place = { check: 'clock', zone: hub } as const
  const seconds = Math.round(Math.abs(skew))
  if (seconds < MISLEADING) return ok(place, 'The clock of this machine agrees with AWS.')
  const what = `The clock of this machine is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} AWS.`
  return seconds < REFUSED ? warning(place, what, MEND) : problem(place, what, MEND)
}
