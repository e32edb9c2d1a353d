import type * as z from 'zod'
import { NotFoundError, PreconditionFailedError } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'

/** Attempts at replacing an object that others replace at the same time. */
const REPLACE_ATTEMPTS = 5

/** Reads one JSON document of a run. @throws NotFoundError, ManifestInvalidError, VaultFormatError */
export async function readDocument<T>(store: ObjectStore, schema: z.ZodType<T>, key: string): Promise<T> {
  const found = await store.load(key)
  if (found === undefined) throw new NotFoundError(`${store.url} has no ${key}`, { evidence: { key } })
  return decodeDocument(schema, found.bytes, key)
}

/** Writes one JSON document of a run, over the one that may stand there. @throws ManifestInvalidError */
export async function putDocument<T>(
  store: ObjectStore,
  schema: z.ZodType<T>,
  value: T,
  key: string,
): Promise<void> {
  await replace(store, key, encodeDocument(schema, value, key))
}

/** Puts an object where one may stand already: a step that is retried writes what it wrote before. */
export async function replace(store: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
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
