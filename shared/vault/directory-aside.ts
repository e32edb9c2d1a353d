import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDirectory, orAbsent } from './directory-files.ts'

const PREFIX = 'writing-'

/** A file that was not touched for a day belongs to a writer that was killed. In milliseconds. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000

/**
 * Gives a task a directory of its own to write in, in the same file system as the vault, and removes it when the
 * task is done.
 *
 * @param own Holdfast's own directory; made when it is not there
 */
export async function withAside<T>(own: string, task: (aside: string) => Promise<T>): Promise<T> {
  await makeDirectory(own)
  const aside = await mkdtemp(join(own, PREFIX))
  try {
    return await task(aside)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** Removes what writers that were killed have left. */
export async function removeAbandoned(own: string, now: Date): Promise<void> {
  const names = (await orAbsent(readdir(own))) ?? []
  for (const aside of names.filter((name) => name.startsWith(PREFIX)).map((name) => join(own, name))) {
    if (await isAbandoned(aside, now)) await rm(aside, { recursive: true, force: true })
  }
}

async function isAbandoned(aside: string, now: Date): Promise<boolean> {
  const names = (await orAbsent(readdir(aside))) ?? []
  for (const path of [aside, ...names.map((name) => join(aside, name))]) {
    const touched = (await orAbsent(stat(path)))?.mtimeMs ?? 0
    if (now.getTime() - touched < ABANDONED_AFTER) return false
  }
  return true
}
