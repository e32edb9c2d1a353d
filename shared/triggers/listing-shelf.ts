import { isRetryable } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'
import type { SourceReading } from './kind.ts'

/** How long a listing is good for, in milliseconds: a burst of changes lists a region once, not once for each event. */
const LASTS = 5 * 60_000

/**
 * How long a listing that failed, wholly or in part, for the moment only, is not asked for again: a service that does
 * not answer must not hold up each function of a run.
 */
const FAILURE_LASTS = 60_000

/**
 * Keeps what was listed of a region between captures: triggers that invoke by role are found by listing the whole
 * region, which may take hundreds of calls, and a warm container captures many functions one after another.
 */
export interface ListingShelf {
  /**
   * The listing of one kind: one that is kept, if it is younger than five minutes (one minute, if it failed) and was
   * begun after `notBefore`; otherwise a new one.
   *
   * @param notBefore what the listing must have seen: the change that is answered, the newest recovery point
   */
  take(kind: string, notBefore: Date | undefined, list: () => Promise<Listing>): Promise<Listing>
}

/** The sources of one kind in a region. */
export type Listing = readonly SourceReading[]

interface Kept {
  readonly begunAt: number
  readonly listing: Promise<Listing>
  lasts: number
}

/** An empty shelf, for one region. */
export function listingShelf({ now }: Pick<Clock, 'now'>): ListingShelf {
  const shelf = new Map<string, Kept>()
  return {
    take(kind, notBefore, list) {
      const begunAt = now().getTime()
      const kept = shelf.get(kind)
      const hasSeen = kept !== undefined && kept.begunAt > (notBefore?.getTime() ?? 0)
      if (hasSeen && begunAt - kept.begunAt < kept.lasts) return kept.listing
      const fresh: Kept = { begunAt, listing: list(), lasts: LASTS }
      shelf.set(kind, fresh)
      const shorten = () => void (fresh.lasts = FAILURE_LASTS)
      fresh.listing.then((found) => (isWhole(found) ? undefined : shorten()), shorten)
      return fresh.listing
    },
  }
}

/** Whether nothing of a listing was missing for the moment only. */
export function isWhole(listing: Listing): boolean {
  return !listing.some(({ gaps = [] }) => gaps.some(({ error }) => isRetryable(error)))
}
