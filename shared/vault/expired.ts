import type { ExpiryTerm } from '../model/retention.ts'
import { ExpiryRecord } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { decodeDocument } from './documents.ts'
import type { ExpiredPlace } from './retention-layout.ts'
import { EXPIRED_PREFIX, parseExpiredKey, parseExpiryRecordKey } from './retention-layout.ts'

/** Every expired manifest that can still be taken back, those of the same run of retention together. */
export async function* listExpired(store: Pick<ObjectStore, 'list'>): AsyncIterable<ExpiredPlace> {
  for await (const { key } of store.list(EXPIRED_PREFIX)) {
    const place = parseExpiredKey(key)
    if (place !== undefined) yield place
  }
}

/** When a manifest was expired, and by which term of a plan, as far as the record says. */
export interface KnownExpiry {
  readonly at: Date
  readonly term: ExpiryTerm | undefined
}

/** Keys of all manifests that were ever expired, by the records of it, and how each was last. @throws ManifestInvalidError, VaultFormatError */
export async function readExpiryRecords(
  store: Pick<ObjectStore, 'list' | 'load'>,
): Promise<ReadonlyMap<string, KnownExpiry>> {
  const expired = new Map<string, KnownExpiry>()
  for await (const { key } of store.list(EXPIRED_PREFIX)) {
    const at = parseExpiryRecordKey(key)
    const found = at && (await store.load(key))
    if (at === undefined || found === undefined) continue
    const record = decodeDocument(ExpiryRecord, found.bytes, key)
    for (const { manifest, term } of record.expired) expired.set(manifest, { at, term })
  }
  return expired
}
