import type { ObjectStore } from '../ports/object-store.ts'
import type { Vault } from '../ports/vault.ts'
import { hasBlob, openBlob, putBlob } from './blobs.ts'
import type { VaultWorld } from './gate.ts'
import { vaultGate } from './gate.ts'
import { listInventories, readInventory, writeInventory } from './inventories.ts'
import { listManifests, readManifest } from './manifests.ts'
import { functionsOf, noteSource } from './source-index.ts'
import { putFencedManifest } from './sweep-fence.ts'
import { listLatest, listResources, moveLatest, readLatest } from './pointers.ts'

/**
 * A vault over a store. Nothing is read or written before the first use; that first use checks the format, and
 * begins a new vault where there is none unless `whenMissing` is `fail`.
 */
export function createVault(world: VaultWorld): Vault {
  const { clock } = world
  const open = vaultGate(world)
  return {
    url: world.store.url,
    hasBlob: async (sha256) => await hasBlob(await open(), sha256),
    putBlob: async (blob, source) => await putBlob({ store: await open(), clock }, blob, source),
    openBlob: async (sha256) => await openBlob(await open(), sha256),
    putManifest: async (manifest, lock) => await putFencedManifest(await open(), manifest, lock),
    // Without locks there is none to renew: shared/immutability/locking-vault.ts puts them on.
    confirmPoint: async () => {},
    readManifest: async (key) => await readManifest(await open(), key),
    listManifests: (filter) => listOpened(open, (store) => listManifests(store, filter)),
    latest: async (resource) => await readLatest(await open(), resource),
    moveLatest: async (pointer, expected) => await moveLatest(await open(), pointer, expected),
    listResources: (filter) => listOpened(open, (store) => listResources(store, filter)),
    listLatest: (filter) => listOpened(open, (store) => listLatest(store, filter)),
    readInventory: async (account, zone) => await readInventory(await open(), account, zone),
    noteSource: async (resource, arn) => await noteSource(await open(), resource, arn),
    functionsOf: (account, arn) => listOpened(open, (store) => functionsOf(store, account, arn)),
    listInventories: (account) => listOpened(open, (store) => listInventories(store, account)),
    writeInventory: async (inventory, expected) => await writeInventory(await open(), inventory, expected),
  }
}

async function* listOpened<T>(
  open: () => Promise<ObjectStore>,
  list: (store: ObjectStore) => AsyncIterable<T>,
): AsyncIterable<T> {
  yield* list(await open())
}
