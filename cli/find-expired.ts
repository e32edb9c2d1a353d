import pLimit from 'p-limit'
import type { ObjectStore } from '../shared/ports/object-store.ts'
import { listExpired } from '../shared/vault/expired.ts'
import type { ManifestPlace } from '../shared/vault/layout.ts'
import { parseManifestKey } from '../shared/vault/layout.ts'
import type { ExpiredPlace } from '../shared/vault/retention-layout.ts'
import { CommandError } from './command-error.ts'

/** An expired point, and where its copy is. */
export interface FoundExpired extends ManifestPlace {
  readonly place: ExpiredPlace
}

/** How a caller names expired points. */
export interface ExpiredQuery {
  readonly text: string
  readonly zone?: string | undefined
}

/** Digits that may begin an id. */
const ID_PREFIX = /^[0-9a-f]{4,16}$/

/** Points that are looked at side by side. */
const READERS = 16

/**
 * All expired points of a function, or the one whose id begins so; of each the copy that was made last. What was taken
 * back is none of them, though its copy stays until it is purged.
 * @throws CommandError when there is none, or several are meant by one id
 */
export async function findExpired(
  store: ObjectStore,
  { text, zone }: ExpiredQuery,
): Promise<readonly FoundExpired[]> {
  const all = new Map<string, FoundExpired>()
  for await (const place of listExpired(store)) {
    const parsed = parseManifestKey(place.manifest)
    if (parsed === undefined || (zone !== undefined && parsed.resource.zone !== zone)) continue
    all.set(place.manifest, { place, ...parsed })
  }
  const named = await withoutPresent(
    store,
    [...all.values()].filter(({ resource }) => resource.name === text),
  )
  if (named.length > 0) return named
  const begins = ID_PREFIX.test(text) ? [...all.values()].filter(({ id }) => id.startsWith(text)) : []
  const byId = await withoutPresent(store, begins)
  if (byId.length === 1) return byId
  throw byId.length === 0 ? nothingExpired(store, text) : ambiguous(text, byId)
}

async function withoutPresent(
  store: Pick<ObjectStore, 'stat'>,
  found: readonly FoundExpired[],
): Promise<readonly FoundExpired[]> {
  const stats = await pLimit(READERS).map([...found], ({ place }) => store.stat(place.manifest))
  return found.filter((_, index) => stats[index] === undefined)
}

function nothingExpired(store: ObjectStore, text: string): CommandError {
  return new CommandError({
    what: `No expired point of ${text} can be taken back in ${store.url}.`,
    advice:
      'What expired longer ago than the grace period is gone; `holdfast list --all` shows what is there.',
    ending: 'nothingFound',
  })
}

function ambiguous(text: string, found: readonly FoundExpired[]): CommandError {
  return new CommandError({
    what: `${text} is ambiguous: it begins the ids ${found.map(({ id }) => id).join(', ')}.`,
    advice: 'Give more digits, or --zone.',
    ending: 'usage',
  })
}
