import { Readable } from 'node:stream'
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption'
import { SettingInvalidError } from '../errors.ts'

/** Bytes of plain text that age encrypts at a time, and what each of these pieces grows by (age-encryption.org/v1). */
const CHUNK = 64 * 1024
const CHUNK_OVERHEAD = 16

/**
 * Encrypts and decrypts with age for a fixed set of recipients. Every header is of the same length then, so sizes can be
 * told without a look into a file.
 */
export class Age {
  readonly #encrypter = new Encrypter()
  readonly #decrypter = new Decrypter()
  readonly #overhead: number
  /** Whether one of the identities is that of a recipient. */
  readonly canOpen: boolean

  private constructor(keys: AgeKeys, overhead: number, canOpen: boolean) {
    for (const recipient of keys.recipients) this.#encrypter.addRecipient(recipient)
    for (const identity of keys.identities) this.#decrypter.addIdentity(identity)
    this.#overhead = overhead
    this.canOpen = canOpen
  }

  /** @throws SettingInvalidError when a recipient or an identity is none; the identity is never shown */
  static async of(keys: AgeKeys): Promise<Age> {
    const own = await Promise.all(keys.identities.map(recipientOf))
    const probe = new Encrypter()
    for (const recipient of keys.recipients) addRecipient(probe, recipient)
    const empty = await probe.encrypt(new Uint8Array())
    const canOpen = own.some((recipient) => keys.recipients.includes(recipient))
    return new Age(keys, empty.length - CHUNK_OVERHEAD, canOpen)
  }

  /** Bytes that so many bytes become. */
  sealedSize(size: number): number {
    return this.#overhead + size + CHUNK_OVERHEAD * Math.max(1, Math.ceil(size / CHUNK))
  }

  /** Bytes that an encrypted file holds; what is too short to be one holds none. */
  openedSize(sealed: number): number {
    const pieces = sealed - this.#overhead
    return Math.max(0, pieces - CHUNK_OVERHEAD * Math.max(1, Math.ceil(pieces / (CHUNK + CHUNK_OVERHEAD))))
  }

  async seal(bytes: Uint8Array): Promise<Uint8Array> {
    return await this.#encrypter.encrypt(bytes)
  }

  async sealStream(body: Readable): Promise<Readable> {
    return backToNode(body, await this.#encrypter.encrypt(toWeb(body)))
  }

  /** @throws Error when it is damaged, or encrypted for others */
  async open(sealed: Uint8Array): Promise<Uint8Array> {
    return await this.#decrypter.decrypt(sealed)
  }

  /** The header is read before this returns; the stream fails where the bytes are not what was encrypted. */
  async openStream(sealed: Readable): Promise<Readable> {
    return backToNode(sealed, await this.#decrypter.decrypt(toWeb(sealed)))
  }
}

/** For whom is encrypted, and by which keys is decrypted. */
export interface AgeKeys {
  /** `age1...` */
  readonly recipients: readonly string[]
  /** `AGE-SECRET-KEY-...`; secret. None where only is encrypted. */
  readonly identities: readonly string[]
}

/** Whether a text is a recipient of age. */
export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text)
    return true
  } catch {
    // The library says what is wrong with it only by failing.
    return false
  }
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  if (!isRecipient(recipient)) throw new SettingInvalidError(`${recipient} is no recipient of age (age1...)`)
  encrypter.addRecipient(recipient)
}

async function recipientOf(identity: string): Promise<string> {
  try {
    return await identityToRecipient(identity)
  } catch {
    // The library's own message may show the key.
    throw new SettingInvalidError('The identity file holds a line that is no identity of age')
  }
}

function toWeb(body: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(body) as ReadableStream<Uint8Array>
}

/** What is read of `stream` ends its source, however it ends itself. */
function backToNode(source: Readable, stream: ReadableStream<Uint8Array>): Readable {
  const out = Readable.fromWeb(stream)
  out.once('close', () => source.destroy())
  return out
}
