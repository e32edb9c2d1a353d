import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import { POINTS_PREFIX, parseManifestKey } from '../vault/layout.ts'
import { EXPIRED_PREFIX, parseExpiredKey } from '../vault/retention-layout.ts'

/** Where manifests stand: those that count, and those that retention moved aside. */
export interface ManifestPlace {
  readonly kind: 'points' | 'expired'
  readonly prefix: string
  /** The key that a manifest under this key had when it was written; `undefined` for what is none. */
  readonly manifestOf: (key: string) => string | undefined
}

export const POINTS: ManifestPlace = {
  kind: 'points',
  prefix: POINTS_PREFIX,
  manifestOf: (key) => (parseManifestKey(key) === undefined ? undefined : key),
}

export const EXPIRED: ManifestPlace = {
  kind: 'expired',
  prefix: EXPIRED_PREFIX,
  manifestOf: (key) => parseExpiredKey(key)?.manifest,
}

/** The manifests of a place, in order of key. */
export async function* listManifests(
  store: Pick<ObjectStore, 'list'>,
  { prefix, manifestOf }: ManifestPlace,
): AsyncGenerator<ObjectStat> {
  for await (const stat of store.list(prefix)) if (manifestOf(stat.key) !== undefined) yield stat
}
