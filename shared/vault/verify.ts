import { ManifestInvalidError, VaultFormatError, VaultUnavailableError } from '../errors.ts'
import { Inventory } from '../model/inventory.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { decodeDocument } from './documents.ts'
import { readVaultRecord } from './gate.ts'
import { VAULT_KEY } from './layout.ts'
import { checkBlobs, countUnreferenced, readBlobs } from './verify-blobs.ts'
import { checkManifests, checkPredecessors } from './verify-manifests.ts'
import { checkPointers } from './verify-pointers.ts'
import type { VerifyOptions, VerifyReport } from './verify-report.ts'
import { Survey, takeStock } from './verify-survey.ts'

/** The steps of a verification, in their order; each builds on what those before it found. */
const STEPS: readonly ((survey: Survey) => Promise<void>)[] = [
  checkFormat,
  takeStock,
  checkManifests,
  checkPredecessors,
  checkPointers,
  checkInventories,
  checkBlobs,
  readBlobs,
]

/**
 * Checks that a vault is what its format says and that every recovery point can be restored: each manifest, each
 * pointer, the blobs' presence and size, and on demand their bytes. Names what is damaged; repairs nothing.
 * Writers may be at work meanwhile.
 *
 * @throws VaultUnavailableError when there is no vault, VaultFormatError when a newer format wrote it
 */
export async function verify(store: ObjectStore, options: VerifyOptions = {}): Promise<VerifyReport> {
  const survey = new Survey(store, options)
  for (const step of STEPS) await step(survey)
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)
  return {
    url: store.url,
    checked: {
      manifests: survey.manifestKeys.size,
      pointers: survey.pointers,
      inventories: survey.inventoryKeys.length,
      blobs: survey.blobs.size,
      unreferencedBlobs: countUnreferenced(survey),
      blobsRead: survey.blobsRead,
      bytesRead: survey.bytesRead,
    },
    damage: survey.damage.toSorted(byKey),
    notices: survey.notices.toSorted(byKey),
  }
}

async function checkFormat(survey: Survey): Promise<void> {
  const { store } = survey
  try {
    if ((await readVaultRecord(store)) !== undefined) return
  } catch (error) {
    const isNewer = error instanceof VaultFormatError && !(error.cause instanceof ManifestInvalidError)
    if (isNewer || !(error instanceof VaultFormatError)) throw error
    survey.report('format-invalid', VAULT_KEY, error.message)
    return
  }
  const { done: isEmpty } = await store.list('')[Symbol.asyncIterator]().next()
  if (isEmpty === true)
    throw new VaultUnavailableError(`There is no vault at ${store.url}`, { evidence: { url: store.url } })
  survey.report('format-invalid', VAULT_KEY, 'it is not there')
}

async function checkInventories(survey: Survey): Promise<void> {
  await survey.each('inventories', survey.inventoryKeys, async (key) => {
    try {
      const found = await survey.store.load(key)
      if (found === undefined) return
      decodeDocument(Inventory, found.bytes, key)
    } catch (error) {
      if (error instanceof ManifestInvalidError || error instanceof VaultFormatError)
        survey.report('inventory-invalid', key, error.message)
      else survey.reportDenied(error, key)
    }
  })
}
