import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { BlobRef } from '../../shared/model/manifest.ts'

/** A zip of the given files, the same bytes every time. */
export async function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content as Uint8Array), path, { mtime: new Date(2020, 0, 1) })
  }
  zip.end()
  return await buffer(zip.outputStream)
}

/** How some bytes are named in a vault. */
export function blobOf(bytes: Uint8Array): BlobRef {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
}
