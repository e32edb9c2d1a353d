import type * as z from 'zod'
import { NotFoundError, PreconditionFailedError } from '../errors.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { decodeDocument, encodeDocument } from './documents.ts'

/** A document of the vault; `undefined` when it is not there yet. @throws ManifestInvalidError */
export async function findDocument<T>(
  store: Pick<ObjectStore, 'load'>,
  schema: z.ZodType<T>,
  key: string,
): Promise<T | undefined> {
  const found = await store.load(key)
  return found && decodeDocument(schema, found.bytes, key)
}

/** A document of the vault. @throws NotFoundError, ManifestInvalidError */
export async function readDocument<T>(
  store: Pick<ObjectStore, 'load' | 'url'>,
  schema: z.ZodType<T>,
  key: string,
): Promise<T> {
  const found = await findDocument(store, schema, key)
  if (found === undefined) throw new NotFoundError(`${store.url} has no ${key}`, { evidence: { key } })
  return found
}

/** Writes a document where there is none. @throws PreconditionFailedError when there is one */
export async function createDocument<T>(
  store: Pick<ObjectStore, 'write'>,
  schema: z.ZodType<T>,
  value: T,
  key: string,
): Promise<void> {
  const bytes = encodeDocument(schema, value, key)
  await store.write(key, bytes, { size: bytes.length, condition: 'absent' })
}

/** Writes a document, over what stands there. @throws PreconditionFailedError when others kept writing it */
export async function putDocument<T>(
  store: Pick<ObjectStore, 'stat' | 'write'>,
  schema: z.ZodType<T>,
  value: T,
  key: string,
): Promise<void> {
  await replaceObject(store, key, encodeDocument(schema, value, key))
}

/** Attempts at replacing an object that others replace at the same time. */
const REPLACE_ATTEMPTS = 5

/** Puts an object where one may stand already: a step that is retried writes what it wrote before. */
export async function replaceObject(
  store: Pick<ObjectStore, 'stat' | 'write'>,
  key: string,
  bytes: Uint8Array,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const version = (await store.stat(key))?.version
    const condition = version === undefined ? 'absent' : { version }
    try {
      await store.write(key, bytes, { size: bytes.length, condition })
      return
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === REPLACE_ATTEMPTS) throw error
    }
  }
}
