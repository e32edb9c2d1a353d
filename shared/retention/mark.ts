import { FORMAT_VERSION } from '../model/manifest.ts'
import type { SweepCandidate } from '../model/retention.ts'
import { SweepMarks } from '../model/retention.ts'
import { sweepMarksKey } from '../vault/retention-layout.ts'
import { createDocument } from '../vault/stored-documents.ts'
import { findUnnamed } from './find-unnamed.ts'
import { isUp, lookOn } from './look-on.ts'
import { Look } from './look.ts'
import type { SweepLimit, SweepPorts } from './sweep-ports.ts'
import type { SweepState } from './sweep-record.ts'
import { moveSweep } from './sweep-record.ts'

/** What a call of the marking came to: what is marked, and when that was done. */
export type Marked =
  | { readonly state: 'marked'; readonly candidates: readonly SweepCandidate[]; readonly at: Date }
  | { readonly state: 'unfinished' | 'busy' }

/** Everything, however old. */
const ALWAYS = new Date(0)

interface Marking {
  /** In milliseconds. */
  readonly grace: number
  /** The record of the sweep before. */
  readonly before: SweepState | undefined
  readonly limit: SweepLimit
}

/**
 * Marks the blobs that no manifest names and that nobody put within the grace period before the marking began. What a
 * call does not come to the next one goes on with, whoever makes it.
 *
 * @throws ManifestInvalidError, VaultFormatError when a manifest cannot be read
 */
export async function mark(ports: SweepPorts, { grace, before, limit }: Marking): Promise<Marked> {
  const look = await Look.open(ports, { purpose: 'mark', sweepId: null })
  const from = look.after
  const looked = await lookOn(ports, look, { since: ALWAYS }, limit)
  if (looked !== 'done') return { state: looked === 'up' ? 'unfinished' : 'busy' }
  // Listing the blobs is one step, and has a call of its own when this one has done its part.
  if (isUp(ports, limit) && look.after !== from) return { state: (await look.save()) ? 'unfinished' : 'busy' }
  const named = await look.sets()
  const youngest = new Date(Date.parse(look.beganAt) - grace)
  const candidates = named && (await findUnnamed(ports.store, named, youngest))
  const at = ports.clock.now()
  const isOurs =
    candidates !== undefined &&
    (candidates.length === 0 || (await put(ports, { candidates, markedAt: look.beganAt, at, before })))
  await look.close()
  return isOurs ? { state: 'marked', candidates, at } : { state: 'busy' }
}

interface Marks {
  readonly candidates: readonly SweepCandidate[]
  readonly markedAt: string
  readonly at: Date
  readonly before: SweepState | undefined
}

/** Under an id of its own: nobody ever writes over what a sweep marked, for writers go by it. */
async function put(
  { store, newId }: SweepPorts,
  { candidates, markedAt, at, before }: Marks,
): Promise<boolean> {
  const head = { format: FORMAT_VERSION, sweepId: newId(), markedAt } as const
  const marks = { ...head, candidates: [...candidates] }
  await createDocument(store, SweepMarks, marks, sweepMarksKey(head.sweepId))
  const lastDeletedAt = before?.record.lastDeletedAt ?? null
  const record = { ...head, state: 'marked', at: at.toISOString(), lastDeletedAt } as const
  return (await moveSweep(store, record, before)) !== undefined
}
