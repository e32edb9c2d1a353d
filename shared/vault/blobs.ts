import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import {
  BlobCorruptError,
  BlobMissingError,
  HoldfastError,
  NotFoundError,
  ServiceFaultError,
  VaultUnavailableError,
  isRetryable,
} from '../errors.ts'
import type { BlobRef, Sha256 } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { HashStream } from './hash-stream.ts'
import { blobKey } from './layout.ts'

/** How often a blob is tried before its failure is the caller's, and the wait before the second try, in ms. */
const ATTEMPTS = 3
const FIRST_WAIT = 200

/** Whether the vault holds these bytes. */
export async function hasBlob(store: ObjectStore, sha256: Sha256): Promise<boolean> {
  return (await store.stat(blobKey(sha256))) !== undefined
}

/**
 * Stores a blob unless it is there. A body that breaks off cannot be sent again, so `open` is called again: at
 * most three times, and only for failures that may pass.
 * @throws DownloadCorruptError when the bytes are not what `blob` says
 * @throws BlobCorruptError when bytes of another size stand under that name
 */
export async function putBlob(
  { store, clock }: { readonly store: ObjectStore; readonly clock: Pick<Clock, 'sleep'> },
  blob: BlobRef,
  open: () => Promise<Readable>,
): Promise<'stored' | 'present'> {
  for (let attempt = 1; ; attempt += 1) {
    // Asked again after each failure: whoever won the race may have finished meanwhile.
    if (await isStored(store, blob)) return 'present'
    try {
      await sendBlob(store, blob, open)
      return 'stored'
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error
      await clock.sleep(FIRST_WAIT * 2 ** (attempt - 1))
    }
  }
}

/**
 * The bytes of one blob, hashed on the way: the stream fails with BlobCorruptError before its last chunk when
 * they do not hash to their name.
 * @throws BlobMissingError
 */
export async function openBlob(store: ObjectStore, sha256: Sha256): Promise<Readable> {
  const key = blobKey(sha256)
  const body = await store.read(key).catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error
    throw new BlobMissingError(`The vault does not hold ${key}`, { cause: error, evidence: { sha256 } })
  })
  const hashed = new HashStream({ sha256 }, (found) => {
    const evidence = { sha256, found: found.sha256, size: found.size }
    return new BlobCorruptError(`The bytes of ${key} do not hash to their name`, { evidence })
  })
  // Whoever reads `hashed` sees its error; the callback only keeps it from being reported twice.
  return pipeline(body, hashed, () => {})
}

async function isStored(store: ObjectStore, { sha256, size }: BlobRef): Promise<boolean> {
  const found = await store.stat(blobKey(sha256))
  if (found === undefined) return false
  if (found.size === size) return true
  throw new BlobCorruptError(`${found.key} has ${found.size} bytes where ${size} are expected`, {
    evidence: { sha256, size, found: found.size },
  })
}

async function sendBlob(store: ObjectStore, blob: BlobRef, open: () => Promise<Readable>): Promise<void> {
  const body = await open()
  let broken: Error | undefined
  body.once('error', (error) => {
    broken = error
  })
  try {
    await store.write(blobKey(blob.sha256), body, { ...blob, condition: 'absent' })
  } catch (error) {
    // Bytes of one blob that cannot be read do not make their vault one that cannot be used.
    const isOther = error instanceof HoldfastError && !(broken instanceof VaultUnavailableError)
    if (broken === undefined || isOther) throw error
    throw brokeOff(broken, blob)
  } finally {
    body.destroy()
  }
}

function brokeOff(cause: Error, { sha256 }: BlobRef): ServiceFaultError {
  return new ServiceFaultError('The bytes of a blob broke off on their way into the vault', {
    cause,
    evidence: { sha256 },
  })
}
