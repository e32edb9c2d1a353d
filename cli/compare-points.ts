import { diffContents } from '../shared/diff/diff-contents.ts'
import type { ContentChange } from '../shared/diff/diff-contents.ts'
import { diffPackages, packagePairs } from '../shared/diff/diff-packages.ts'
import type { PackageDiff, PackagePair } from '../shared/diff/diff-packages.ts'
import type { RecoveryPoint } from '../shared/model/manifest.ts'
import { isPointOf } from '../shared/model/manifest.ts'
import type { Vault } from '../shared/ports.ts'
import { hideChange, isSecretFile } from './secrets.ts'

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
}

/**
 * Compares two points, the files inside their packages included.
 * @param options `scratchFolder`: where packages are unpacked to for a moment
 * @throws BlobMissingError, BlobCorruptError
 */
export async function comparePoints(
  vault: Pick<Vault, 'openBlob'>,
  { before, after }: PointPair,
  options: { readonly scratchFolder: string; readonly showSecrets: boolean },
): Promise<PointDiff> {
  const changes = diffContents(before.content, after.content)
  const bounds = { ...TEXT, hide: (path: string) => !options.showSecrets && isSecretFile(path) }
  const packages: PackageDiff[] = []
  for (const pair of packagesToCompare(before, after)) {
    packages.push(await diffPackages(vault, pair, { folder: options.scratchFolder, bounds }))
  }
  return { changes: options.showSecrets ? changes : changes.map(hideChange), packages }
}

/** Only Lambda functions have packages with files inside. */
function packagesToCompare(before: RecoveryPoint, after: RecoveryPoint): readonly PackagePair[] {
  if (!isPointOf('function', before) || !isPointOf('function', after)) return []
  return packagePairs(before.content, after.content)
}
