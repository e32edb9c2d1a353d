import type { BigIntStats } from 'node:fs'
import { createWriteStream } from 'node:fs'
import { link, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { DownloadCorruptError, NotFoundError, PreconditionFailedError, UnsupportedError } from '../errors.ts'
import type { ObjectStat, RetentionStore, WriteOptions } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { removeAbandoned, withAside } from './directory-aside.ts'
import {
  dateAfter,
  factsOf,
  hasCode,
  makeDirectory,
  onDisk,
  orAbsent,
  syncDirectory,
  versionOf,
  walk,
} from './directory-files.ts'
import type { Lock } from './directory-lock.ts'
import { createLock } from './directory-lock.ts'
import { HashStream } from './hash-stream.ts'

/** Unfinished files and the lock: Holdfast's own, no part of the vault. */
const OWN = '.holdfast'

/**
 * A directory as a store. A file is written aside, hashed, brought to the disk and then linked or renamed to its
 * name: nobody ever sees a part of one. Writers in other processes are kept apart by `link`, which never
 * replaces, and by a lock for what may be replaced. The file system must know hard links.
 */
export class DirectoryStore implements RetentionStore {
  readonly url: string
  readonly #root: string
  readonly #clock: Clock
  #lock: Lock | undefined
  #isTidy = false

  /** @param root absolute path; made at the first write */
  constructor(root: string, clock: Clock) {
    this.url = pathToFileURL(root).href
    this.#root = root
    this.#clock = clock
  }

  async read(key: string): Promise<Readable> {
    const file = await onDisk(this.url, async () => await orAbsent(open(this.#path(key), 'r')))
    if (file === undefined) throw new NotFoundError(`${this.url} has no ${key}`, { evidence: { key } })
    const stream = file.createReadStream()
    // Bytes that are given up before the first was read never come to their end, where the file is closed.
    return Readable.from(this.#chunksOf(stream), { objectMode: false }).once('close', () => stream.destroy())
  }

  async load(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined> {
    return await onDisk(this.url, async () => {
      const file = await orAbsent(open(this.#path(key), 'r'))
      if (file === undefined) return undefined
      // A file is never written in place, so facts and bytes of one handle belong together.
      try {
        const facts = await file.stat({ bigint: true })
        return { bytes: await file.readFile(), version: versionOf(facts) }
      } finally {
        await file.close()
      }
    })
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    const facts = await onDisk(this.url, async () => await factsOf(this.#path(key)))
    return facts && statOf(key, facts)
  }

  /** @throws UnsupportedError when it is to be locked: who can write into a directory can take out of it */
  async write(key: string, body: Readable | Uint8Array, options: WriteOptions): Promise<ObjectStat> {
    if (options.lock !== undefined)
      throw new UnsupportedError(`${this.url} has no locks`, { evidence: { key } })
    const path = this.#path(key)
    return await onDisk(this.url, async () => {
      await this.#tidyOnce()
      return await withAside(join(this.#root, OWN), async (aside) => {
        const written = join(aside, 'body')
        await fill(written, body, { ...options, key })
        return statOf(key, await this.#put(written, path, options))
      })
    })
  }

  async remove(key: string, version: string): Promise<void> {
    const path = this.#path(key)
    await onDisk(this.url, async () => {
      if ((await factsOf(path)) === undefined) return
      await this.#locked(async () => await removeVersion(path, version))
    })
  }

  async *list(prefix: string, after = ''): AsyncIterable<ObjectStat> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    const keys = walk(this.#root, folder)[Symbol.asyncIterator]()
    for (;;) {
      const next = await onDisk(this.url, async () => await keys.next())
      if (next.done === true) return
      const isAsked = next.value.startsWith(prefix) && next.value > after
      const isWanted = isAsked && !next.value.startsWith(`${OWN}/`)
      const stat = isWanted ? await this.stat(next.value) : undefined
      if (stat !== undefined) yield stat
    }
  }

  async *#chunksOf(stream: AsyncIterable<unknown>): AsyncIterable<unknown> {
    const chunks = stream[Symbol.asyncIterator]()
    for (;;) {
      const next = await onDisk(this.url, async () => await chunks.next())
      if (next.done === true) return
      yield next.value
    }
  }

  async #tidyOnce(): Promise<void> {
    if (this.#isTidy) return
    await removeAbandoned(join(this.#root, OWN), this.#clock.now())
    this.#isTidy = true
  }

  async #put(written: string, path: string, { condition }: WriteOptions): Promise<BigIntStats> {
    await makeDirectory(dirname(path))
    const facts =
      condition === 'absent'
        ? await linkOnce(written, path)
        : await this.#locked(async () => await replace(written, path, condition.version))
    await syncDirectory(dirname(path))
    return facts
  }

  async #locked<T>(task: () => Promise<T>): Promise<T> {
    await makeDirectory(join(this.#root, OWN))
    this.#lock ??= createLock(join(this.#root, OWN, 'lock'), this.#clock)
    return await this.#lock(task)
  }

  #path(key: string): string {
    const parts = key.split('/')
    const strange = parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))
    if (strange || parts[0] === OWN) throw new RangeError(`${key} is no key of a vault`)
    return join(this.#root, ...parts)
  }
}

async function fill(
  path: string,
  body: Readable | Uint8Array,
  { size, sha256, key }: WriteOptions & { readonly key: string },
): Promise<void> {
  const hashed = new HashStream({ size, sha256 }, (found) => {
    const evidence = { key, size, foundSize: found.size, found: found.sha256 }
    return new DownloadCorruptError(`The bytes for ${key} are not what was announced`, { evidence })
  })
  const source = body instanceof Readable ? body : [body]
  await pipeline(source, hashed, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
}

async function linkOnce(written: string, path: string): Promise<BigIntStats> {
  try {
    await link(written, path)
    return await stat(written, { bigint: true })
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    throw new PreconditionFailedError(`${path} is there already`, { cause: error, evidence: { path } })
  }
}

async function replace(written: string, path: string, expected: string): Promise<BigIntStats> {
  const current = await factsOf(path)
  if (current === undefined || versionOf(current) !== expected) {
    throw new PreconditionFailedError(`${path} is not what the writer expected`, { evidence: { path } })
  }
  const facts = await dateAfter(written, current)
  await rename(written, path)
  return facts
}

async function removeVersion(path: string, expected: string): Promise<void> {
  const current = await factsOf(path)
  if (current === undefined) return
  if (versionOf(current) !== expected) {
    throw new PreconditionFailedError(`${path} is not what was to be removed`, { evidence: { path } })
  }
  await unlink(path)
  await syncDirectory(dirname(path))
}

function statOf(key: string, facts: BigIntStats): ObjectStat {
  return { key, size: Number(facts.size), version: versionOf(facts), modifiedAt: facts.mtime }
}
