import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openZip } from '../../shared/diff/read-zip.ts'

const BOUNDS = { members: 1000, bytes: 1_000_000 }

/** Unpacks a packaged handler, of whose names none leads out of `folder`. */
export async function unpack(zip: string, folder: string): Promise<void> {
  await using reader = await openZip(zip, BOUNDS)
  for (const path of reader.members.keys()) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, await reader.read(path))
  }
}
