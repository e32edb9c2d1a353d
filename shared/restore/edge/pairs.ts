import { json } from 'node:stream/consumers'
import type { KeyValueStoreContent } from '../../model/edge.ts'
import { PairsFile } from '../../model/edge.ts'
import { compareText } from '../../model/compare-text.ts'
import type { KeyValue } from '../../ports/cloudfront-api.ts'
import type { Vault } from '../../ports/vault.ts'
import type { PairChanges } from './edge-ports.ts'

/** Pairs by key. Values are data: never logged, never in a plan or journal. */
export type Pairs = ReadonlyMap<string, string>

/**
 * What one request may change: 50 keys, and 3 MB (CloudFront quotas, "Key value stores"); the rest of a megabyte is for
 * what JSON adds.
 */
const MOST_KEYS = 50
const MOST_BYTES = 2_000_000

/** The pairs that a point has; `undefined` when it has none. @throws BlobCorruptError, BlobMissingError */
export async function storedPairs(
  vault: Pick<Vault, 'openBlob'>,
  { pairs }: KeyValueStoreContent,
): Promise<Pairs | undefined> {
  if (pairs === undefined) return undefined
  const { data } = PairsFile.parse(await json(await vault.openBlob(pairs.blob.sha256)))
  return pairsOf(data)
}

/** A list of pairs by key. */
export function pairsOf(list: readonly KeyValue[]): Pairs {
  return new Map(list.map(({ key, value }) => [key, value]))
}

/** What has to change for these keys: each gets the value that is wanted, or goes when none is. */
export function changesTo(wanted: Pairs, present: Pairs, keys: Iterable<string>): PairChanges {
  const puts: KeyValue[] = []
  const deletes: string[] = []
  for (const key of [...new Set(keys)].toSorted(compareText)) {
    const value = wanted.get(key)
    if (value === present.get(key)) continue
    if (value === undefined) deletes.push(key)
    else puts.push({ key, value })
  }
  return { puts, deletes }
}

/** Changes in requests of a size that CloudFront takes: first what is put, then what goes. */
export function inRequests({ puts, deletes }: PairChanges): readonly PairChanges[] {
  const requests: { puts: KeyValue[]; deletes: string[]; bytes: number }[] = []
  const room = (bytes: number) => {
    const last = requests.at(-1)
    const isFull =
      last === undefined ||
      last.puts.length + last.deletes.length >= MOST_KEYS ||
      last.bytes + bytes > MOST_BYTES
    const open = isFull ? { puts: [], deletes: [], bytes: 0 } : last
    if (isFull) requests.push(open)
    open.bytes += bytes
    return open
  }
  for (const pair of puts) room(Buffer.byteLength(pair.key + pair.value)).puts.push(pair)
  for (const key of deletes) room(Buffer.byteLength(key)).deletes.push(key)
  return requests.map((one) => ({ puts: one.puts, deletes: one.deletes }))
}
