import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PackageUnreadableError } from '../errors.ts'
import type { BlobRef, CodeRef, FunctionContent, LayerContent } from '../model/manifest.ts'
import type { Vault } from '../ports/vault.ts'
import { diffZips } from './diff-zips.ts'
import type { FileChange, TextBounds } from './diff-zips.ts'
import { openZip } from './read-zip.ts'

/** Far above what Lambda's 250 MB unpacked hold in practice; keeps the directory of a hostile zip out of memory. */
const DIRECTORY_BOUNDS = { members: 200_000, bytes: 32 * 1024 * 1024 }

/** Two packages that stand for the same thing and hold different bytes. */
export interface PackagePair {
  /** `code`, `versions.3.code` or `layers.<layer ARN without its version>`. */
  readonly part: string
  readonly before: BlobRef
  readonly after: BlobRef
}

/** What differs inside one pair of packages, or why that could not be told. */
export type PackageDiff =
  | { readonly part: string; readonly type: 'compared'; readonly files: readonly FileChange[] }
  | { readonly part: string; readonly type: 'not-compared'; readonly reason: string }

/** The packages of two contents that both have, and that differ: the code, that of each version, the layers. */
export function packagePairs(before: FunctionContent, after: FunctionContent): readonly PackagePair[] {
  const earlier = packagesOf(before)
  return [...packagesOf(after)].flatMap(([part, blob]) => {
    const old = earlier.get(part)
    return old === undefined || old.sha256 === blob.sha256 ? [] : [{ part, before: old, after: blob }]
  })
}

/**
 * Compares the files inside two packages. Both are copied to a private folder below `folder` while it
 * happens, never into memory.
 * @throws BlobMissingError, BlobCorruptError when the vault cannot give the bytes
 */
export async function diffPackages(
  vault: Pick<Vault, 'openBlob'>,
  pair: PackagePair,
  options: { readonly folder: string; readonly bounds: TextBounds },
): Promise<PackageDiff> {
  const folder = await mkdtemp(join(options.folder, 'holdfast-diff-'))
  try {
    const files = [join(folder, 'before.zip'), join(folder, 'after.zip')] as const
    await fetchBlob(vault, pair.before, files[0])
    await fetchBlob(vault, pair.after, files[1])
    return { part: pair.part, type: 'compared', files: await diffFiles(files, options.bounds) }
  } catch (error) {
    if (!(error instanceof PackageUnreadableError)) throw error
    return { part: pair.part, type: 'not-compared', reason: error.message }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function diffFiles(
  files: readonly [string, string],
  bounds: TextBounds,
): Promise<readonly FileChange[]> {
  await using before = await openZip(files[0], DIRECTORY_BOUNDS)
  await using after = await openZip(files[1], DIRECTORY_BOUNDS)
  return await diffZips(before, after, bounds)
}

async function fetchBlob(vault: Pick<Vault, 'openBlob'>, blob: BlobRef, file: string): Promise<void> {
  await pipeline(await vault.openBlob(blob.sha256), createWriteStream(file, { mode: 0o600 }))
}

function packagesOf(content: FunctionContent): Map<string, BlobRef> {
  const packages = new Map<string, BlobRef>()
  addCode(packages, 'code', content.code)
  for (const version of content.versions ?? []) {
    addCode(packages, `versions.${version.version}.code`, version.code)
  }
  for (const layer of (content.layers ?? []).toSorted(byLayerVersion)) addLayer(packages, layer)
  return packages
}

function addCode(packages: Map<string, BlobRef>, part: string, code: CodeRef | undefined): void {
  if (code?.type === 'zip') packages.set(part, code.blob)
}

/** Of several versions of one layer, the newest is compared: the last one added counts. */
function addLayer(packages: Map<string, BlobRef>, layer: LayerContent): void {
  if (layer.blob !== undefined) packages.set(`layers.${layer.arn.replace(/:\d+$/, '')}`, layer.blob)
}

function byLayerVersion(a: LayerContent, b: LayerContent): number {
  return Number(a.arn.split(':').at(-1)) - Number(b.arn.split(':').at(-1))
}
