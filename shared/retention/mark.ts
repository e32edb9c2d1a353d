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

/** What a call of the marking came to: how much is marked, and when that was done. */
export type Marked =
  | { readonly state: 'marked'; readonly blobs: number; readonly bytes: number; readonly at: Date }
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
  if (named === undefined) {
    await look.close()
    return { state: 'busy' }
  }
  const youngest = new Date(Date.parse(look.beganAt) - grace)
  const lists = findUnnamed(ports.store, { named, before: youngest, part: limit.part })
  const put = await putLists(ports, lists, look.beganAt)
  const at = ports.clock.now()
  const isOurs = await tellMarked(ports, { ...put, markedAt: look.beganAt, at, before })
  await look.close()
  return isOurs ? { state: 'marked', blobs: put.blobs, bytes: put.bytes, at } : { state: 'busy' }
}

interface Lists {
  readonly ids: readonly string[]
  readonly blobs: number
  readonly bytes: number
}

/** Each under an id of its own: nobody ever writes over what a sweep marked, for writers go by it. */
async function putLists(
  { store, newId }: SweepPorts,
  lists: AsyncIterable<readonly SweepCandidate[]>,
  markedAt: string,
): Promise<Lists> {
  const ids: string[] = []
  let [blobs, bytes] = [0, 0]
  for await (const candidates of lists) {
    const marks = { format: FORMAT_VERSION, sweepId: newId(), markedAt, candidates: [...candidates] } as const
    await createDocument(store, SweepMarks, marks, sweepMarksKey(marks.sweepId))
    ids.push(marks.sweepId)
    blobs += candidates.length
    bytes += candidates.reduce((sum, { size }) => sum + size, 0)
  }
  return { ids, blobs, bytes }
}

interface Marks extends Lists {
  readonly markedAt: string
  readonly at: Date
  readonly before: SweepState | undefined
}

/** @returns `false` when another process was faster; where nothing is marked there is nothing to tell */
async function tellMarked({ store }: SweepPorts, { ids, markedAt, at, before }: Marks): Promise<boolean> {
  const [sweepId, ...next] = ids
  if (sweepId === undefined) return true
  const lastDeletedAt = before?.record.lastDeletedAt ?? null
  const head = { format: FORMAT_VERSION, sweepId, ...(next.length > 0 && { next }) } as const
  const record = { ...head, state: 'marked', markedAt, at: at.toISOString(), lastDeletedAt } as const
  return (await moveSweep(store, record, before)) !== undefined
}
