import { buffer } from 'node:stream/consumers'
import { ManifestInvalidError } from '../errors.ts'
import type { KeyValueStoreContent } from '../model/edge.ts'
import { PairsFile } from '../model/edge.ts'
import type { Vault } from '../ports/vault.ts'
import type { ContentChange } from './diff-contents.ts'

/**
 * Compares the pairs of two states of a key value store, at most 5 MB each (CloudFront quotas).
 *
 * @returns one change at `pairs.values.<key>` for each pair that differs, in order of key; none when one of the
 *   states is without its pairs, which is a gap of its point
 * @throws BlobMissingError, BlobCorruptError, ManifestInvalidError
 */
export async function diffPairs(
  vault: Pick<Vault, 'openBlob'>,
  { before, after }: Readonly<Record<'before' | 'after', KeyValueStoreContent>>,
): Promise<readonly ContentChange[]> {
  if (before.pairs === undefined || after.pairs === undefined) return []
  if (before.pairs.blob.sha256 === after.pairs.blob.sha256) return []
  const [old, now] = [await readPairs(vault, before.pairs), await readPairs(vault, after.pairs)]
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted()
  return keys
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => change(key, old.get(key), now.get(key)))
}

function change(key: string, before: string | undefined, after: string | undefined): ContentChange {
  return {
    path: ['pairs', 'values', key],
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }
}

async function readPairs(
  vault: Pick<Vault, 'openBlob'>,
  { blob }: NonNullable<KeyValueStoreContent['pairs']>,
): Promise<ReadonlyMap<string, string>> {
  const text = (await buffer(await vault.openBlob(blob.sha256))).toString()
  const parsed = PairsFile.safeParse(parseJson(text))
  // The mistake itself is not shown: it would quote values.
  if (!parsed.success)
    throw new ManifestInvalidError(`The pairs in blob ${blob.sha256} are not what the format says`)
  return new Map(parsed.data.data.map(({ key, value }) => [key, value]))
}

/** `undefined`, which no file of pairs is, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
