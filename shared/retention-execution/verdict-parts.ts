import { gzipSync, gunzipSync } from 'node:zlib'
import { NotFoundError } from '../errors.ts'
import type { RetentionRun } from '../model/retention-run.ts'
import { PlannedVerdict } from '../model/retention-run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { decodeJsonLines, encodeJsonLines } from '../report/json-lines.ts'
import { verdictsKey } from '../vault/retention-run-layout.ts'
import { replaceObject } from '../vault/stored-documents.ts'

/**
 * Writes one part of a plan, packed: most of it are keys that are much alike, and there is a plan every day.
 *
 * @param part counts from 1
 */
export async function writeVerdicts(
  store: ObjectStore,
  run: RetentionRun,
  part: number,
  verdicts: readonly PlannedVerdict[],
): Promise<void> {
  await replaceObject(store, verdictsKey(run, part), gzipSync(encodeJsonLines(verdicts)))
}

/** The verdicts of one part of a plan, in their order. @throws NotFoundError, ManifestInvalidError */
export async function* readVerdicts(
  store: Pick<ObjectStore, 'load' | 'url'>,
  run: RetentionRun,
  part: number,
): AsyncIterable<PlannedVerdict> {
  const key = verdictsKey(run, part)
  const found = await store.load(key)
  if (found === undefined) throw new NotFoundError(`${store.url} has no ${key}`, { evidence: { key } })
  yield* decodeJsonLines(PlannedVerdict, unpacked(found.bytes), key)
}

async function* unpacked(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield gunzipSync(bytes)
}
