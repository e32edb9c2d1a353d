import { PreconditionFailedError } from '../errors.ts'
import type { ResourceRef } from '../model/resource.ts'
import { HoldRecord } from '../model/retention.ts'
import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import { REPORT_PREFIXES, isOwnState } from '../vault/copy-layout.ts'
import { decodeDocument } from '../vault/documents.ts'
import { SOURCES_PREFIX, parseManifestKey, parseSourceKey } from '../vault/layout.ts'
import { expectVersion } from '../vault/pointers.ts'
import { EXPIRED_PREFIX, isExpiryRecordKey, parseHoldKey } from '../vault/retention-layout.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import type { CopyMark } from './copy-mark.ts'
import { isSettled } from './copy-mark.ts'
import type { Copied, Copying } from './copying.ts'
import type { Pair } from './merge-join.ts'
import { mergeJoin } from './merge-join.ts'

/** Times that an object is read again because it was rewritten meanwhile. */
const ATTEMPTS = 5

/**
 * Copies the records of what expired before any manifest is copied: a manifest whose predecessor expired is whole only
 * where its record stands. They are written once.
 */
export async function copyExpiryRecords(copying: Copying): Promise<void> {
  await copyUnder(copying, EXPIRED_PREFIX, ({ from, to }) => from !== undefined && from.size === to?.size)
}

/**
 * Copies holds, the index of sources, and reports and journals: every document that names no blob and that nothing else
 * depends on; and what expired meanwhile.
 */
export async function copyDocuments(copying: Copying, mark: CopyMark | undefined): Promise<void> {
  await copyExpiryRecords(copying)
  for (const prefix of [SOURCES_PREFIX, ...REPORT_PREFIXES]) {
    await copyUnder(copying, prefix, (pair) => isSettled(pair, mark))
  }
}

async function copyUnder(
  copying: Copying,
  prefix: string,
  isPresent: (pair: Pair) => boolean,
): Promise<void> {
  const pairs = mergeJoin(listDocuments(copying.from, prefix), listDocuments(copying.to, prefix))
  await copying.each(pairs, async (pair) => {
    if (pair.from === undefined || !(await isWanted(copying, pair.key))) return
    if (isPresent(pair)) copying.count('documents', 'present')
    else await copying.attempt('documents', pair.key, () => copyDocument(copying, pair.key))
  })
}

/** A document that was rewritten while it was copied is copied again: what stands in the copy is never older than our look. */
export async function copyDocument(copying: Copying, key: string): Promise<Copied> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await copying.from.stat(key)
    if (before === undefined) return { outcome: 'gone', bytes: 0 }
    const copied = await copyAsItIs(copying, before)
    const after = await copying.from.stat(key)
    if (after === undefined || after.version === before.version || attempt === ATTEMPTS) return copied
  }
}

async function copyAsItIs(copying: Copying, before: ObjectStat): Promise<Copied> {
  const { key } = before
  const to = await copying.to.stat(key)
  const found = await copying.from.load(key)
  if (found === undefined) return { outcome: 'gone', bytes: 0 }
  const standing = copying.canReadCopy ? await copying.to.load(key) : undefined
  if (standing !== undefined && to !== undefined) {
    if (Buffer.compare(standing.bytes, found.bytes) === 0) return { outcome: 'present', bytes: 0 }
    if (isLater(before, to, standing.bytes, found.bytes)) return { outcome: 'newer', bytes: 0 }
  }
  const version = standing?.version ?? to?.version
  await copying.to.write(key, found.bytes, { size: found.bytes.length, condition: expectVersion(version) })
  return { outcome: 'copied', bytes: found.bytes.length }
}

/**
 * Whether the copy knows more: of a hold, when it has every change that the source has, and others; of anything else,
 * when it was written so much later that clocks cannot be the reason.
 */
function isLater(from: ObjectStat, to: ObjectStat, standing: Uint8Array, found: Uint8Array): boolean {
  const { key } = from
  if (parseHoldKey(key) === undefined)
    return to.modifiedAt.getTime() > from.modifiedAt.getTime() + CLOCK_TOLERANCE
  const [here, there] = [changesOf(standing, key), changesOf(found, key)]
  if (startsWith(here, there)) return true
  if (startsWith(there, here)) return false
  throw new PreconditionFailedError(`${key} was changed in the source and in the copy, each in its own way`, {
    evidence: { key },
  })
}

function changesOf(bytes: Uint8Array, key: string): readonly string[] {
  return decodeDocument(HoldRecord, bytes, key).changes.map((change) => JSON.stringify(change))
}

function startsWith(changes: readonly string[], first: readonly string[]): boolean {
  return first.every((change, index) => changes[index] === change)
}

async function isWanted(copying: Copying, key: string): Promise<boolean> {
  return isExpiryRecordKey(key) || (await copying.isWanted(resourceOf(key)))
}

/** Whose a document is; `undefined` for one of the whole vault. */
function resourceOf(key: string): ResourceRef | undefined {
  return parseSourceKey(key) ?? parseManifestKey(parseHoldKey(key) ?? '')?.resource
}

async function* listDocuments(store: ObjectStore, prefix: string): AsyncIterable<ObjectStat> {
  for await (const stat of store.list(prefix)) {
    const isDocument = prefix !== EXPIRED_PREFIX || isExpiryRecordKey(stat.key)
    if (isDocument && !isOwnState(stat.key)) yield stat
  }
}
