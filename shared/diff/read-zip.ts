import { buffer } from 'node:stream/consumers'
import { getFileNameLowLevel, openPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { PackageUnreadableError } from '../errors.ts'

/** One file in a zip, as its directory declares it. */
export interface ZipMember {
  readonly path: string
  /** Bytes when unpacked. */
  readonly size: number
  readonly crc32: number
}

/** An open zip on disk. Close it. */
export interface ZipReader extends AsyncDisposable {
  /** By path; folders left out. Of two entries with one path the last counts, as it does for `unzip`. */
  readonly members: ReadonlyMap<string, ZipMember>
  /** The unpacked bytes of one member; fails when they are more than declared. Ask for small ones only. */
  read(path: string): Promise<Buffer>
}

/** How large the directory of a zip may be, so that a hostile one cannot fill the memory. */
export interface DirectoryBounds {
  readonly members: number
  /** Of all names and extra fields together. */
  readonly bytes: number
}

/**
 * Opens a zip by its directory alone; nothing is unpacked until asked for.
 * @throws PackageUnreadableError when the directory exceeds its bounds, or the file is not a zip
 */
export async function openZip(file: string, bounds: DirectoryBounds): Promise<ZipReader> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false }
  const zip = await openPromise(file, options).catch(notAZip)
  try {
    return reader(zip, await readDirectory(zip, bounds))
  } catch (error) {
    zip.close()
    return notAZip(error)
  }
}

async function readDirectory(zip: ZipFile, bounds: DirectoryBounds): Promise<Map<string, Entry>> {
  requireBound('files', zip.entryCount, bounds.members)
  const entries = new Map<string, Entry>()
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    bytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength
    requireBound('bytes of names', bytes, bounds.bytes)
    const path = nameOf(entry)
    if (!path.endsWith('/')) entries.set(path, entry)
  }
  return entries
}

function requireBound(what: string, found: number, bound: number): void {
  if (found <= bound) return
  throw new PackageUnreadableError(`The zip holds ${found} ${what}; at most ${bound} are compared.`)
}

function reader(zip: ZipFile, entries: Map<string, Entry>): ZipReader {
  return {
    members: new Map([...entries].map(([path, entry]) => [path, memberOf(path, entry)])),
    read: async (path) => {
      const entry = entries.get(path)
      if (entry === undefined) throw new PackageUnreadableError(`The zip holds no ${path}.`)
      return buffer(await zip.openReadStreamPromise(entry))
    },
    [Symbol.asyncDispose]: async () => zip.close(),
  }
}

function memberOf(path: string, entry: Entry): ZipMember {
  return { path, size: entry.uncompressedSize, crc32: entry.crc32 }
}

/** Names are only printed and compared, never written to a disk: odd ones are kept as they are. */
function nameOf(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
}

function notAZip(error: unknown): never {
  if (error instanceof PackageUnreadableError) throw error
  const reason = error instanceof Error ? error.message : String(error)
  throw new PackageUnreadableError(`The file cannot be read as a zip: ${reason}.`, { cause: error })
}
