import { createHash } from 'node:crypto'
import type { FunctionContent } from '../model/manifest.ts'
import type { Place } from './restore-ports.ts'

/**
 * Downloads the code of `$LATEST` and of every published version, each package once, and hashes it: what Lambda
 * announces is not taken for what it has.
 *
 * @returns SHA-256 in hexadecimal, by version; without the versions that have no package
 */
export async function hashCode(
  { lambda, downloader }: Pick<Place, 'lambda' | 'downloader'>,
  name: string,
  content: FunctionContent,
): Promise<Record<string, string>> {
  const hashes = new Map<string, string>()
  const states = [{ version: '$LATEST', code: content.code }, ...(content.versions ?? [])]
  const hashed: Record<string, string> = {}
  for (const { version, code } of states) {
    if (code?.type !== 'zip') continue
    const announced = code.blob.sha256
    const { location } = hashes.has(announced)
      ? { location: undefined }
      : await lambda.getFunction(version === '$LATEST' ? { name } : { name, qualifier: version })
    if (location !== undefined) hashes.set(announced, await hashOf(downloader, location))
    const found = hashes.get(announced)
    if (found !== undefined) hashed[version] = found
  }
  return hashed
}

async function hashOf(downloader: Place['downloader'], location: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of await downloader.open(location)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
