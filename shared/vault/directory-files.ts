import type { BigIntStats, Dirent } from 'node:fs'
import { mkdir, open, readdir, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AccessDeniedError, VaultUnavailableError } from '../errors.ts'

/** What the operating system says when whoever asks lacks the right. */
const DENIED = ['EACCES', 'EPERM']

/** What it says when the place itself is the trouble: room, the device. */
const UNAVAILABLE = ['EDQUOT', 'EIO', 'EMFILE', 'ENAMETOOLONG', 'ENOSPC', 'ENOTDIR', 'ENOTSUP', 'EROFS']

/** Whether an error is one of the operating system's, by its code. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code))
}

/**
 * One piece of work on the file system. Its failures become VaultUnavailableError where the place is to blame, and
 * AccessDeniedError, which names the file, where a right is missing.
 */
export async function onDisk<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const denied = DENIED.find((refusal) => hasCode(error, refusal))
    if (denied !== undefined) throw deniedAt(url, denied, error)
    const code = UNAVAILABLE.find((unavailable) => hasCode(error, unavailable))
    if (code === undefined) throw error
    throw new VaultUnavailableError(`${url} cannot be used: ${code}`, {
      cause: error,
      evidence: { url, code },
    })
  }
}

function deniedAt(url: string, code: string, cause: unknown): AccessDeniedError {
  const path = (cause as NodeJS.ErrnoException).path ?? url
  return new AccessDeniedError(`Access to ${path} is denied: ${code}`, {
    cause,
    evidence: { url, path, code },
  })
}

/** Answers with `undefined` where there is no such file. */
export async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  return await work.catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  })
}

/** Facts of one file; `undefined` when there is none. */
export async function factsOf(path: string): Promise<BigIntStats | undefined> {
  const facts = await orAbsent(stat(path, { bigint: true }))
  return facts?.isFile() === true ? facts : undefined
}

/**
 * Tells one content of a path from every other: a replacement is always dated later than what it replaces, so
 * the three never come again.
 */
export function versionOf({ mtimeNs, ino, size }: BigIntStats): string {
  return `${mtimeNs}-${ino}-${size}`
}

/** Dates `path` later than `current`, if it is not: clocks of file systems stand still for milliseconds. */
export async function dateAfter(path: string, current: BigIntStats): Promise<BigIntStats> {
  const facts = await stat(path, { bigint: true })
  if (facts.mtimeNs > current.mtimeNs) return facts
  // Two milliseconds: `utimes` takes seconds as a floating-point number and may cut just under the first.
  const later = new Date(Number(current.mtimeNs / 1_000_000n) + 2)
  await utimes(path, later, later)
  return await stat(path, { bigint: true })
}

/** Makes a directory and those above it, readable by their owner alone, so that they outlive a power cut. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made !== dirname(first); made = dirname(made)) await syncDirectory(dirname(made))
}

/** Writes a directory's entries to the disk. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/**
 * Paths of all files below `folder`, relative to `root`, with `/` between, in the order in which S3 lists keys.
 * @param folder `` or a path that ends with `/`
 */
export async function* walk(root: string, folder: string): AsyncIterable<string> {
  const entries = (await orAbsent(readdir(join(root, folder), { withFileTypes: true }))) ?? []
  for (const name of entries.map(sortable).sort()) {
    if (name.endsWith('/')) yield* walk(root, folder + name)
    else yield folder + name
  }
}

/** A folder takes part in the order with the slash that follows its name in every key below it. */
function sortable(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name
}
