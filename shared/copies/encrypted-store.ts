import { createHash } from 'node:crypto'
import { Readable, pipeline } from 'node:stream'
import {
  BlobCorruptError,
  DownloadCorruptError,
  HoldfastError,
  ManifestInvalidError,
  SettingInvalidError,
} from '../errors.ts'
import type { ObjectStat, RetentionStore, WriteOptions } from '../ports/object-store.ts'
import { ENCRYPTION_KEY, isPlainKey } from '../vault/copy-layout.ts'
import { HashStream } from '../vault/hash-stream.ts'
import { parseBlobKey } from '../vault/layout.ts'
import type { Age } from './age.ts'

/**
 * A store whose objects are encrypted with age, each by itself, under the keys that they have without: names, sizes and
 * times can be seen, contents cannot. Without an identity it can be written and listed, and not read.
 */
export class EncryptedStore implements RetentionStore {
  readonly url: string
  readonly #inner: RetentionStore
  readonly #age: Age

  constructor(inner: RetentionStore, age: Age) {
    this.url = inner.url
    this.#inner = inner
    this.#age = age
  }

  async read(key: string): Promise<Readable> {
    if (isPlainKey(key)) return await this.#inner.read(key)
    this.#requireIdentity()
    const sealed = await this.#inner.read(key)
    try {
      const opened = await this.#age.openStream(sealed)
      return Readable.from(translated(opened, key), { objectMode: false })
    } catch (error) {
      sealed.destroy()
      throw asDamage(error, key)
    }
  }

  async load(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined> {
    if (isPlainKey(key)) return await this.#inner.load(key)
    this.#requireIdentity()
    const found = await this.#inner.load(key)
    if (found === undefined) return undefined
    try {
      return { bytes: await this.#age.open(found.bytes), version: found.version }
    } catch (error) {
      throw asDamage(error, key)
    }
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    const stat = await this.#inner.stat(key)
    return stat && this.#opened(stat)
  }

  async write(key: string, body: Readable | Uint8Array, options: WriteOptions): Promise<ObjectStat> {
    if (isPlainKey(key)) return await this.#inner.write(key, body, options)
    const { size, sha256: _ofPlain, ...rest } = options
    const sealed =
      body instanceof Readable
        ? await this.#age.sealStream(checkedStream(key, body, options))
        : await this.#age.seal(checkedBytes(key, body, options))
    const stat = await this.#inner.write(key, sealed, { ...rest, size: this.#age.sealedSize(size) })
    return this.#opened(stat)
  }

  async remove(key: string, version: string): Promise<void> {
    await this.#inner.remove(key, version)
  }

  async *list(prefix: string, after?: string): AsyncIterable<ObjectStat> {
    for await (const stat of this.#inner.list(prefix, after))
      if (stat.key !== ENCRYPTION_KEY) yield this.#opened(stat)
  }

  #opened(stat: ObjectStat): ObjectStat {
    return isPlainKey(stat.key) ? stat : { ...stat, size: this.#age.openedSize(stat.size) }
  }

  #requireIdentity(): void {
    if (this.#age.canOpen) return
    throw new SettingInvalidError(
      `${this.url} is encrypted, and none of the identities is one of its recipients'`,
      {
        evidence: { url: this.url },
      },
    )
  }
}

function checkedStream(key: string, body: Readable, options: WriteOptions): Readable {
  const hashed = new HashStream(options, (found) => refuse(key, found))
  // Whoever reads `hashed` sees its error; the callback only keeps it from being reported twice.
  return pipeline(body, hashed, () => {})
}

function checkedBytes(key: string, body: Uint8Array, { size, sha256 }: WriteOptions): Uint8Array {
  const found = { size: body.length, sha256: createHash('sha256').update(body).digest('hex') }
  if (found.size !== size || found.sha256 !== (sha256 ?? found.sha256)) throw refuse(key, found)
  return body
}

function refuse(
  key: string,
  found: { readonly size: number; readonly sha256?: string },
): DownloadCorruptError {
  const evidence = { key, foundSize: found.size, found: found.sha256 }
  return new DownloadCorruptError(`The bytes for ${key} are not what was announced`, { evidence })
}

async function* translated(opened: Readable, key: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of opened) yield chunk as Uint8Array
  } catch (error) {
    throw asDamage(error, key)
  }
}

/** What cannot be decrypted was altered, or cut short, or put there by somebody else. */
function asDamage(error: unknown, key: string): unknown {
  if (error instanceof HoldfastError) return error
  const details = { cause: error, evidence: { key } }
  const message = `${key} cannot be decrypted: it is damaged, or was encrypted for others`
  return parseBlobKey(key) === undefined
    ? new ManifestInvalidError(message, details)
    : new BlobCorruptError(message, details)
}
