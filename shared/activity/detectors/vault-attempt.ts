import type { ActivityLine, DetectorName, Sighting } from '../../model/activity.ts'
import type { Detector } from './detector.ts'
import { TRAILS, byActor, sighting } from './detector.ts'

/** Somebody changes the vault's bucket or its key, or tries to. */
export const vaultAttempt: Detector = {
  name: 'vault-attempt',
  find: (lines) => attempts('vault-attempt', lines, ({ source }) => source !== TRAILS),
}

/** Somebody stops a trail, deletes it or changes what it records, or tries to: changes may go unnoticed. */
export const trailStopped: Detector = {
  name: 'trail-stopped',
  find: (lines) => attempts('trail-stopped', lines, ({ source }) => source === TRAILS),
}

/** Another call by the same principal is another sighting: whoever has begun goes on. */
function attempts(
  detector: DetectorName,
  lines: readonly ActivityLine[],
  isMeant: (line: ActivityLine) => boolean,
): readonly Sighting[] {
  const meant = lines.filter((line) => line.type === 'attempt' && isMeant(line))
  return [...byActor(meant)].flatMap(([actor, own]) => {
    const byEvent = Map.groupBy(own, ({ event = '' }) => event)
    return [...byEvent].flatMap(([event, some]) =>
      sighting(detector, { subject: `${event} by ${actor}` }, some),
    )
  })
}
