import * as z from 'zod'
import {
  ManifestInvalidError,
  PreconditionFailedError,
  SettingInvalidError,
  VaultFormatError,
  VaultUnavailableError,
} from '../errors.ts'
import { FORMAT_VERSION, Instant } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { decodeDocument, encodeDocument } from './documents.ts'
import { VAULT_KEY, isFormatKey } from './layout.ts'

/** The record at the vault's root. */
export const VaultRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** Tells one vault from another, whatever its address. */
  id: z.string().min(1),
  created: Instant,
})
export type VaultRecord = z.infer<typeof VaultRecord>

/** What opening a vault needs. */
export interface VaultWorld {
  readonly store: ObjectStore
  readonly clock: Clock
  /** Makes the id of a new vault. */
  readonly newId: () => string
  /** Where there is no vault yet: `create` one at first use (the default), or `fail`. */
  readonly whenMissing?: 'create' | 'fail'
  /** Told when one was created. */
  readonly onBegun?: ((begun: BegunVault) => void) | undefined
}

/** A vault that did not exist before. */
export interface BegunVault {
  readonly url: string
  /** Whether things were at its address that are no part of the format. */
  readonly isAmongOthers: boolean
}

/**
 * The question that comes before every use of a vault: is there one, and in a format that we know? Asked once;
 * asked again only if it could not be answered.
 *
 * @returns a function that answers with the store
 * @throws VaultFormatError, VaultUnavailableError (from the returned function)
 */
export function vaultGate(world: VaultWorld): () => Promise<ObjectStore> {
  let opening: Promise<ObjectStore> | undefined
  return async () => {
    opening ??= readOrCreate(world).then(() => world.store)
    try {
      return await opening
    } catch (error) {
      opening = undefined
      throw error
    }
  }
}

/**
 * Reads the record at the vault's root; `undefined` when there is none.
 * @throws VaultFormatError when it is unreadable or of a newer format
 * @throws SettingInvalidError when it is encrypted, and this is not the store that decrypts it
 */
export async function readVaultRecord(store: ObjectStore): Promise<VaultRecord | undefined> {
  const found = await store.load(VAULT_KEY)
  if (found === undefined) return undefined
  if (isEncrypted(found.bytes)) throw encrypted(store)
  try {
    return decodeDocument(VaultRecord, found.bytes, VAULT_KEY)
  } catch (error) {
    if (!(error instanceof ManifestInvalidError)) throw error
    throw new VaultFormatError(`${store.url}: ${error.message}`, {
      cause: error,
      evidence: { url: store.url },
    })
  }
}

/** How every file begins that age encrypted (age-encryption.org/v1). */
const AGE = 'age-encryption.org/'

function isEncrypted(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, AGE.length)).toString('latin1') === AGE
}

function encrypted({ url }: ObjectStore): SettingInvalidError {
  const message = `${url} is encrypted with age; name the file of an identity with --identity, or in HOLDFAST_IDENTITY`
  return new SettingInvalidError(message, { evidence: { url } })
}

async function readOrCreate(world: VaultWorld): Promise<VaultRecord> {
  const { store, whenMissing = 'create' } = world
  const record = await readVaultRecord(store)
  if (record !== undefined) return record
  if (whenMissing === 'create') return await create(world)
  throw new VaultUnavailableError(`There is no vault at ${store.url}`, { evidence: { url: store.url } })
}

/** A run writes its lock and its plan before its first point. */
async function hasForeign(store: ObjectStore): Promise<boolean> {
  for await (const { key } of store.list('')) if (!isFormatKey(key)) return true
  return false
}

async function create(world: VaultWorld): Promise<VaultRecord> {
  const record = {
    format: FORMAT_VERSION,
    id: world.newId(),
    created: world.clock.now().toISOString(),
  } as const
  const bytes = encodeDocument(VaultRecord, record, VAULT_KEY)
  const isAmongOthers = world.onBegun !== undefined && (await hasForeign(world.store))
  try {
    await world.store.write(VAULT_KEY, bytes, { size: bytes.length, condition: 'absent' })
    world.onBegun?.({ url: world.store.url, isAmongOthers })
    return record
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
    return await readOrCreate({ ...world, whenMissing: 'fail' })
  }
}
