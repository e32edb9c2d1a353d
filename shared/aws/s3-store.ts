import { Readable } from 'node:stream'
import type { PutObjectCommandInput } from '@aws-sdk/client-s3'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import {
  NotFoundError,
  PreconditionFailedError,
  ServiceFaultError,
  VaultUnavailableError,
} from '../errors.ts'
import type { ObjectStat, RetentionStore, WriteOptions } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { call } from './calls.ts'
import type { CallHooks } from './call-hooks.ts'
import { createClient } from './clients.ts'
import type { ReadAnswer } from './encryption-sight.ts'
import { s3Mode } from './s3-locks.ts'
import type { S3Body } from './s3-body.ts'
import { prepareBody, sendStream } from './s3-body.ts'
import { translateError } from './translate-error.ts'

/** How often a write that S3 answered with 409 is sent, and the wait before the second time, in milliseconds. */
const ATTEMPTS = 4
const FIRST_WAIT = 50

/** A bucket, and where in it. */
export interface S3Place {
  readonly bucket: string
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string
}

export interface S3StoreWorld {
  readonly client: S3Client
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  /** Sees what S3 says of each object that it hands out. */
  readonly onRead?: ((key: string, answer: ReadAnswer) => void) | undefined
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** Bodies are hashed against their names by the vault itself; the SDK need not do it a second time. */
class VaultClient extends S3Client {
  constructor(config: ConstructorParameters<typeof S3Client>[0] & object) {
    // The SDK warns on the console of each stream that it cannot send again; every such error is raised anyway.
    super({ ...config, responseChecksumValidation: 'WHEN_REQUIRED', logger: SILENT })
  }
}

/**
 * The S3 client of a vault: region, endpoint and credentials by the SDK's default chains.
 *
 * @param region another way to the region, asked when the first request is made
 * @param accelerate whether requests go to the edge location next to here, and from there over AWS's own network: S3
 *   Transfer Acceleration, which the bucket must have switched on
 */
export function createVaultClient(
  hooks?: CallHooks,
  region?: () => Promise<string>,
  accelerate = false,
): S3Client {
  class PlacedClient extends VaultClient {
    constructor(config: ConstructorParameters<typeof S3Client>[0] & object) {
      super({
        ...config,
        ...(region !== undefined && { region }),
        ...(accelerate && { useAccelerateEndpoint: true }),
      })
    }
  }
  return createClient(PlacedClient, { traffic: 'transfer', hooks })
}

/**
 * A bucket, or a part of it, as a store. Bodies go in one part with their SHA-256, so S3 verifies them; how they
 * are encrypted is the bucket's own setting. Needs s3:GetObject, s3:PutObject and s3:ListBucket (without the
 * last S3 answers 403 for what is not there); `remove` needs s3:DeleteObject as well.
 */
export class S3Store implements RetentionStore {
  readonly url: string
  readonly #client: S3Client
  readonly #clock: Pick<Clock, 'now' | 'sleep'>
  readonly #onRead: S3StoreWorld['onRead']
  readonly #bucket: string
  readonly #prefix: string

  constructor({ client, clock, onRead }: S3StoreWorld, { bucket, prefix }: S3Place) {
    this.url = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`
    this.#client = client
    this.#clock = clock
    this.#onRead = onRead
    this.#bucket = bucket
    this.#prefix = prefix === '' ? '' : `${prefix}/`
  }

  async read(key: string): Promise<Readable> {
    const { Body } = await this.#call('GetObject', () => this.#get(key))
    if (!(Body instanceof Readable)) throw new ServiceFaultError(`GetObject: ${key} came without a body`)
    return Readable.from(translated(Body), { objectMode: false })
  }

  async load(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined> {
    return await optional(
      this.#call('GetObject', async () => {
        const { Body, ETag } = await this.#get(key)
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
        return { bytes, version: versionOf(ETag, key) }
      }),
    )
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    const head = await optional(
      this.#call('HeadObject', () => this.#client.send(new HeadObjectCommand(this.#at(key)))),
    )
    return head && this.#stat(key, head.ContentLength, head.ETag, head.LastModified)
  }

  async write(key: string, body: Readable | Uint8Array, options: WriteOptions): Promise<ObjectStat> {
    const prepared = await prepareBody(key, body, options)
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { ETag } = await this.#put(key, prepared, options)
        return this.#stat(key, prepared.size, ETag, this.#clock.now())
      } catch (error) {
        const again = isConflict(error) && !(prepared.content instanceof Readable) && attempt < ATTEMPTS
        if (!again) throw asLostRace(error, key)
        await this.#clock.sleep(FIRST_WAIT * 2 ** (attempt - 1))
      }
    }
  }

  /** In a bucket that keeps versions the bytes stay, as S3 does it, until the bucket's lifecycle removes them. */
  async remove(key: string, version: string): Promise<void> {
    const command = new DeleteObjectCommand({ ...this.#at(key), IfMatch: version })
    // With a condition S3 answers 404 for what is not there.
    await optional(this.#call('DeleteObject', () => this.#client.send(command)))
  }

  async *list(prefix: string, after?: string): AsyncIterable<ObjectStat> {
    const pages = paginateListObjectsV2(
      { client: this.#client },
      {
        Bucket: this.#bucket,
        Prefix: `${this.#prefix}${prefix}`,
        ...(after !== undefined && { StartAfter: `${this.#prefix}${after}` }),
      },
    )[Symbol.asyncIterator]()
    for (;;) {
      const page = await this.#call('ListObjectsV2', () => pages.next())
      if (page.done === true) return
      for (const { Key = '', Size, ETag, LastModified } of page.value.Contents ?? []) {
        yield this.#stat(Key.slice(this.#prefix.length), Size, ETag, LastModified)
      }
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` }
  }

  async #get(key: string) {
    const answer = await this.#client.send(new GetObjectCommand(this.#at(key)))
    this.#onRead?.(key, answer)
    return answer
  }

  async #put(key: string, body: S3Body, { condition, lock }: Pick<WriteOptions, 'condition' | 'lock'>) {
    const { content, size, sha256 } = body
    const input: PutObjectCommandInput = {
      ...this.#at(key),
      ContentLength: size,
      ChecksumAlgorithm: 'SHA256',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      ...(condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.version }),
      ...(lock && { ObjectLockMode: s3Mode(lock.mode), ObjectLockRetainUntilDate: lock.until }),
    }
    const send = async (Body: Readable | Uint8Array, abortSignal?: AbortSignal) =>
      await this.#client.send(new PutObjectCommand({ ...input, Body }), abortSignal && { abortSignal })
    return await this.#call('PutObject', async () =>
      content instanceof Readable ? await sendStream(key, { ...body, content }, send) : await send(content),
    )
  }

  /** @throws VaultUnavailableError when it is the bucket that is missing, not the object */
  async #call<T>(operation: string, send: () => Promise<T>): Promise<T> {
    try {
      return await call(operation, send)
    } catch (error) {
      if (!(error instanceof NotFoundError) || error.evidence['awsError'] !== 'NoSuchBucket') throw error
      throw new VaultUnavailableError(`There is no bucket ${this.#bucket}`, {
        cause: error,
        evidence: { url: this.url },
      })
    }
  }

  #stat(
    key: string,
    size: number | undefined,
    etag: string | undefined,
    modifiedAt: Date | undefined,
  ): ObjectStat {
    if (size === undefined || modifiedAt === undefined) {
      throw new ServiceFaultError(`S3 answered without size or time of ${key}`, { evidence: { key } })
    }
    return { key, size, version: versionOf(etag, key), modifiedAt }
  }
}

function versionOf(etag: string | undefined, key: string): string {
  if (etag !== undefined) return etag
  throw new ServiceFaultError(`S3 answered without an ETag of ${key}`, { evidence: { key } })
}

async function optional<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined
    throw error
  })
}

/** S3 saw another write of the same key under way; it asks to try again (409). */
function isConflict(error: unknown): boolean {
  return error instanceof PreconditionFailedError && error.evidence['status'] === 409
}

/** `If-Match` on what is not there any more is answered with 404. */
function asLostRace(error: unknown, key: string): unknown {
  if (!(error instanceof NotFoundError)) return error
  return new PreconditionFailedError(`${key} is not there any more`, { cause: error, evidence: { key } })
}

async function* translated(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array
  } catch (error) {
    throw translateError(error, 'GetObject')
  }
}
