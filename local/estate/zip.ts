import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** The same files give the same bytes, wherever and whenever: one time stamp without a zone, one mode, one order. */
const STABLE = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 }

/** A file that is made at run time. */
export interface GeneratedFile {
  readonly path: string
  readonly bytes: Buffer
  /** Whether compressing it is worth the time. */
  readonly compress: boolean
}

/** A folder of local/estate/code as a zip, with further files in it. */
export async function zipFolder(name: string, generated: readonly GeneratedFile[] = []): Promise<Buffer> {
  const folder = join(import.meta.dirname, 'code', name)
  const entries = await Array.fromAsync(glob('**/*', { cwd: folder, withFileTypes: true }))
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const zip = new ZipFile()
  for (const path of paths.sort()) {
    zip.addBuffer(await readFile(path), path.slice(folder.length + 1), STABLE)
  }
  for (const { path, bytes, compress } of generated) zip.addBuffer(bytes, path, { ...STABLE, compress })
  zip.end()
  return buffer(zip.outputStream)
}
