import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ExportFile } from '../shared/export/exported.ts'
import type { Vault } from '../shared/ports/vault.ts'
import { HoldfastError } from '../shared/errors.ts'
import { CommandError } from './command-error.ts'
import type { Explanation } from './command-error.ts'
import { FULL, MAKE_ROOM } from './explain.ts'

/** Files may hold environment values: they are their owner's alone. */
const PRIVATE = { file: 0o600, folder: 0o700 }

/**
 * Writes files into a folder that is made for them, all of them or none.
 *
 * @param folder must not be there, or be empty
 * @param partial a name beside it, for the time in which not all is written
 * @throws CommandError when something is in the folder, or it cannot be written; BlobMissingError, BlobCorruptError
 */
export async function writeExport(
  vault: Pick<Vault, 'openBlob'>,
  files: readonly ExportFile[],
  { folder, partial }: { readonly folder: string; readonly partial: string },
): Promise<void> {
  try {
    await refuseFilled(folder)
    await writeAll(vault, files, { folder, partial })
  } catch (error) {
    throw explained(error, folder)
  }
}

async function writeAll(
  vault: Pick<Vault, 'openBlob'>,
  files: readonly ExportFile[],
  { folder, partial }: { readonly folder: string; readonly partial: string },
): Promise<void> {
  try {
    for (const file of files) await writeOne(vault, file, partial)
    await rmdir(folder).catch(ignoreMissing)
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** What the operating system refuses is for the caller to mend. Whoever reads the vault names its own trouble. */
function explained(error: unknown, folder: string): unknown {
  if (error instanceof HoldfastError || !(error instanceof Error) || !('code' in error)) return error
  const what = `${folder} cannot be written: ${error.message}.`
  const explanation: Explanation = FULL.includes(String(error.code))
    ? { what, advice: MAKE_ROOM, ending: 'failed' }
    : { what, advice: 'Name a folder with --out in a place that you may write to.', ending: 'usage' }
  return new CommandError(explanation, { cause: error })
}

async function writeOne(
  vault: Pick<Vault, 'openBlob'>,
  { path, content }: ExportFile,
  folder: string,
): Promise<void> {
  const place = join(folder, path)
  await mkdir(dirname(place), { recursive: true, mode: PRIVATE.folder })
  if ('text' in content) await writeFile(place, content.text, { mode: PRIVATE.file })
  else
    await pipeline(
      await vault.openBlob(content.blob.sha256),
      createWriteStream(place, { mode: PRIVATE.file }),
    )
}

async function refuseFilled(folder: string): Promise<void> {
  const found = await readdir(folder).catch(ignoreMissing)
  if ((found ?? []).length === 0) return
  throw new CommandError({
    what: `${folder} is not empty.`,
    advice: 'Name a folder with --out that is not there yet.',
    ending: 'refused',
  })
}

function ignoreMissing(error: unknown): undefined {
  if ((error as { readonly code?: unknown } | null)?.code === 'ENOENT') return undefined
  throw error
}
