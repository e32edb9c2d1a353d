import pLimit from 'p-limit'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { Expiry } from '../model/retention.ts'
import { ExpiryRecord } from '../model/retention.ts'
import { PreconditionFailedError } from '../errors.ts'
import type { ObjectStore, RetentionStore } from '../ports/object-store.ts'
import { createDocument } from '../vault/stored-documents.ts'
import { expiredKey, expiryRecordKey } from '../vault/retention-layout.ts'
import { isHeld } from './holds.ts'

/** Manifests moved side by side. */
const PARALLEL = 16

/** Manifests of one record. */
const PART = 5000

/** Parts that one second can have. */
const LAST_PART = 99_999

/**
 * Moves manifests aside, where they can be taken back from: first a record of what is moved and why, then for each
 * manifest a copy, and only then the manifest itself goes, unless somebody holds it by now. What is interrupted leaves a
 * manifest in both places, or a record of one that stayed: either is a vault that can be read, and the next call goes on.
 *
 * @param expiredAt names the place; calls within the same second share it
 * @returns those that are held, and stay
 * @throws PreconditionFailedError when a manifest changed, which nobody may do
 */
export async function expireManifests(
  store: RetentionStore,
  expiries: readonly Expiry[],
  expiredAt: Date,
): Promise<readonly string[]> {
  const held: string[] = []
  for (let begin = 0; begin < expiries.length; begin += PART) {
    const part = expiries.slice(begin, begin + PART)
    await writeRecord(store, part, expiredAt)
    await pLimit(PARALLEL).map([...part], async ({ manifest }) => {
      if ((await move(store, manifest, expiredAt)) === 'held') held.push(manifest)
    })
  }
  return held
}

async function writeRecord(store: ObjectStore, expired: readonly Expiry[], expiredAt: Date): Promise<void> {
  const record = { format: FORMAT_VERSION, expired: [...expired] } as const
  for (let part = 1; part <= LAST_PART; part += 1) {
    try {
      await createDocument(store, ExpiryRecord, record, expiryRecordKey(expiredAt, part))
      return
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || part === LAST_PART) throw error
    }
  }
}

async function move(store: RetentionStore, manifest: string, expiredAt: Date): Promise<'moved' | 'held'> {
  const found = await store.load(manifest)
  if (found === undefined) return 'moved'
  await copyOnce(store, expiredKey(expiredAt, manifest), found.bytes)
  // Thousands may have been moved since the holds were read together.
  if (await isHeld(store, manifest)) return 'held'
  await store.remove(manifest, found.version)
  return 'moved'
}

/** A copy that is there already is one of an attempt that was interrupted. */
async function copyOnce(store: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await store.write(key, bytes, { size: bytes.length, condition: 'absent' })
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
  }
}
