import * as z from 'zod'
import { SettingInvalidError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { ObjectStore, RetentionStore } from '../ports/object-store.ts'
import { ENCRYPTION_KEY } from '../vault/copy-layout.ts'
import { createDocument, findDocument } from '../vault/stored-documents.ts'
import type { Age, AgeKeys } from './age.ts'
import { EncryptedStore } from './encrypted-store.ts'

/** `encryption.json` in an encrypted copy: public keys, and nothing secret. */
export const EncryptionRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  method: z.literal('age'),
  /** For whom every object is encrypted. */
  recipients: z.array(z.string()).min(1),
  /** Id of the vault of which it is a copy: whoever cannot read it can tell. */
  vault: z.string().min(1),
})
export type EncryptionRecord = z.infer<typeof EncryptionRecord>

/** A store as it is used, and whether what stands in it can be read. */
export interface OpenedStore {
  readonly store: RetentionStore
  readonly canRead: boolean
  readonly encryption: EncryptionRecord | undefined
}

/**
 * The store itself, or, where its record says that it is encrypted, a view of it that encrypts and decrypts.
 *
 * @param identities secret keys; none is enough for writing
 * @throws SettingInvalidError when one is no identity; ManifestInvalidError, VaultFormatError
 */
export async function openEncryption(
  store: RetentionStore,
  identities: readonly string[],
): Promise<OpenedStore> {
  const encryption = await findDocument(store, EncryptionRecord, ENCRYPTION_KEY)
  if (encryption === undefined) return { store, canRead: true, encryption }
  const age = await loadAge({ recipients: encryption.recipients, identities })
  return { store: new EncryptedStore(store, age), canRead: age.canOpen, encryption }
}

/**
 * Makes an empty store one whose objects are encrypted; one that is encrypted for the same recipients stays as it is.
 *
 * @param vault id of the vault that is going to be copied there
 * @throws SettingInvalidError when it is encrypted for others, or holds what is not encrypted, or a recipient is none
 */
export async function beginEncryption(
  store: RetentionStore,
  { recipients, vault }: { readonly recipients: readonly string[]; readonly vault: string },
): Promise<void> {
  const standing = await findDocument(store, EncryptionRecord, ENCRYPTION_KEY)
  const wanted = [...new Set(recipients)].sort()
  if (standing !== undefined) {
    if (standing.recipients.join() === wanted.join()) return
    throw refuse(store, 'is encrypted for other recipients: a copy for these needs a place of its own')
  }
  if (!(await isEmpty(store)))
    throw refuse(store, 'is not encrypted: an encrypted copy needs a place of its own')
  await loadAge({ recipients: wanted, identities: [] })
  const record = { format: FORMAT_VERSION, method: 'age', recipients: wanted, vault } as const
  await createDocument(store, EncryptionRecord, record, ENCRYPTION_KEY)
}

/** Loads the library where something is encrypted: it is large, and most vaults and copies are not. */
async function loadAge(keys: AgeKeys): Promise<Age> {
  const { Age } = await import('./age.ts')
  return await Age.of(keys)
}

async function isEmpty(store: ObjectStore): Promise<boolean> {
  const { done } = await store.list('')[Symbol.asyncIterator]().next()
  return done === true
}

function refuse({ url }: ObjectStore, why: string): SettingInvalidError {
  return new SettingInvalidError(`${url} ${why}`, { evidence: { url } })
}
