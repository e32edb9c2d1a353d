import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** A zip of the given files, the same bytes every time. */
export async function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content as Uint8Array), path, { mtime: new Date(2020, 0, 1) })
  }
  zip.end()
  return await buffer(zip.outputStream)
}
