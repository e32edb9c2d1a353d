import { diffContents } from '../shared/diff/diff-contents.ts'
import type { ContentChange } from '../shared/diff/diff-contents.ts'
import { diffPackages, packagePairs } from '../shared/diff/diff-packages.ts'
import type { PackageDiff } from '../shared/diff/diff-packages.ts'
import { diffPairs } from '../shared/diff/diff-pairs.ts'
import type { SourceDiff } from '../shared/diff/diff-sources.ts'
import { diffSources } from '../shared/diff/diff-sources.ts'
import type { RecoveryPoint } from '../shared/model/manifest.ts'
import { isPointOf } from '../shared/model/manifest.ts'
import type { Vault } from '../shared/ports/vault.ts'
import { hideChange, hideValues, isSecretFile } from './secrets.ts'

/** How much text of changed files is read and shown: 64 KiB of one file, 4 MiB of all. */
const TEXT = { fileBytes: 64 * 1024, totalBytes: 4 * 1024 * 1024 }

/** Two points, in the order in which they were named. */
export interface PointPair {
  readonly before: RecoveryPoint
  readonly after: RecoveryPoint
}

/** What differs between two points. */
export interface PointDiff {
  readonly changes: readonly ContentChange[]
  readonly packages: readonly PackageDiff[]
  readonly sources: readonly SourceDiff[]
}

/** How points are compared. */
export interface CompareOptions {
  /** Where packages are unpacked to for a moment. */
  readonly scratchFolder: string
  readonly showSecrets: boolean
}

/**
 * Compares two points: the files inside their packages, the sources of CloudFront functions and the pairs of key
 * value stores included. Values of pairs are hidden as those of an environment are.
 * @throws BlobMissingError, BlobCorruptError, ManifestInvalidError
 */
export async function comparePoints(
  vault: Pick<Vault, 'openBlob'>,
  pair: PointPair,
  options: CompareOptions,
): Promise<PointDiff> {
  const { showSecrets } = options
  const members = diffContents(pair.before.content, pair.after.content)
  const values = await comparePairs(vault, pair)
  return {
    changes: showSecrets ? [...members, ...values] : [...members.map(hideChange), ...values.map(hideValues)],
    packages: await comparePackages(vault, pair, options),
    sources: await compareSources(vault, pair),
  }
}

/** Only key value stores have pairs. */
async function comparePairs(
  vault: Pick<Vault, 'openBlob'>,
  { before, after }: PointPair,
): Promise<readonly ContentChange[]> {
  if (!isPointOf('key-value-store', before) || !isPointOf('key-value-store', after)) return []
  return await diffPairs(vault, { before: before.content, after: after.content })
}

/** Only CloudFront functions have their source in one file. */
async function compareSources(
  vault: Pick<Vault, 'openBlob'>,
  { before, after }: PointPair,
): Promise<readonly SourceDiff[]> {
  if (!isPointOf('cloudfront-function', before) || !isPointOf('cloudfront-function', after)) return []
  return await diffSources(vault, { before: before.content, after: after.content }, TEXT.fileBytes)
}

/** Only Lambda functions have packages with files inside. */
async function comparePackages(
  vault: Pick<Vault, 'openBlob'>,
  { before, after }: PointPair,
  { scratchFolder: folder, showSecrets }: CompareOptions,
): Promise<readonly PackageDiff[]> {
  if (!isPointOf('function', before) || !isPointOf('function', after)) return []
  const bounds = { ...TEXT, hide: (path: string) => !showSecrets && isSecretFile(path) }
  const packages: PackageDiff[] = []
  for (const pair of packagePairs(before.content, after.content)) {
    packages.push(await diffPackages(vault, pair, { folder, bounds }))
  }
  return packages
}
