import type { Sha256 } from '../model/manifest.ts'
import type { Look } from './look.ts'
import { namedBlobs } from './named-blobs.ts'
import type { SweepLimit, SweepPorts } from './sweep-ports.ts'

/** Manifests read between two looks at the clock. */
const BATCH = 1024

/** What of the manifests matters. */
export interface LookRange {
  /** Only those that were written at that time, by the store's clock, or later. */
  readonly since: Date
  /** Only these names are kept; all without. */
  readonly only?: ReadonlySet<Sha256>
}

/**
 * Goes on with a look until all manifests are read, or time is up: then it is written down.
 *
 * @returns `up`: another call can go on; `lost`: another process did
 * @throws ManifestInvalidError, VaultFormatError when a manifest cannot be read
 */
export async function lookOn(
  ports: Pick<SweepPorts, 'store' | 'clock'>,
  look: Look,
  { since, only }: LookRange,
  limit: SweepLimit,
): Promise<'done' | 'up' | 'lost'> {
  const range = { since, after: look.after, batch: limit.batch ?? BATCH }
  for await (const { names, after } of namedBlobs(ports.store, range)) {
    const isFull = look.add(only === undefined ? names : names.filter((name) => only.has(name)), after)
    if (isUp(ports, limit)) return (await look.save()) ? 'up' : 'lost'
    if (isFull && !(await look.save())) return 'lost'
  }
  return 'done'
}

/** Whether a call of the sweep has to come to its end. */
export function isUp({ clock }: Pick<SweepPorts, 'clock'>, { until }: SweepLimit): boolean {
  return until !== undefined && clock.now() >= until
}
