import type { Clock } from '../ports.ts'
import type { SourceReading } from './kind.ts'

/** How long a listing is good for, in milliseconds: a burst of changes lists a region once, not once for each event. */
const LASTS = 5 * 60_000

/**
 * Keeps what was listed of a region between captures: triggers that invoke by role are found by listing the whole
 * region, which may take hundreds of calls, and a warm container captures many functions one after another.
 */
export interface ListingShelf {
  /**
   * The listing of one kind: one that is kept, if it is younger than five minutes and was begun after `notBefore`;
   * otherwise a new one. A listing that failed is not kept.
   *
   * @param notBefore what the listing must have seen: the change that is answered, the newest recovery point
   */
  take(
    kind: string,
    notBefore: Date | undefined,
    list: () => Promise<readonly SourceReading[]>,
  ): Promise<readonly SourceReading[]>
}

interface Kept {
  readonly begunAt: number
  readonly listing: Promise<readonly SourceReading[]>
}

/** An empty shelf, for one region. */
export function listingShelf({ now }: Pick<Clock, 'now'>): ListingShelf {
  const shelf = new Map<string, Kept>()
  return {
    take(kind, notBefore, list) {
      const begunAt = now().getTime()
      const kept = shelf.get(kind)
      const hasSeen = kept !== undefined && kept.begunAt > (notBefore?.getTime() ?? 0)
      if (hasSeen && begunAt - kept.begunAt < LASTS) return kept.listing
      const fresh = { begunAt, listing: list() }
      shelf.set(kind, fresh)
      fresh.listing.catch(() => {
        if (shelf.get(kind) === fresh) shelf.delete(kind)
      })
      return fresh.listing
    },
  }
}
