import { Inventory } from '../model/inventory.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { ListedZone } from '../ports/vault.ts'
import { decodeDocument, encodeDocument } from './documents.ts'
import { inventoryKey, inventoryPrefix, parseInventoryKey } from './layout.ts'
import { expectVersion } from './pointers.ts'

/** The inventory of one zone and the version that a rewrite needs; `undefined` when there is none. */
export async function readInventory(
  store: ObjectStore,
  account: string,
  zone: string,
): Promise<{ readonly inventory: Inventory; readonly version: string } | undefined> {
  const key = inventoryKey(account, zone)
  const found = await store.load(key)
  if (found === undefined) return undefined
  return { inventory: decodeDocument(Inventory, found.bytes, key), version: found.version }
}

/** Replaces the inventory of one zone. @throws PreconditionFailedError when it changed meanwhile */
export async function writeInventory(
  store: ObjectStore,
  inventory: Inventory,
  expected: string | undefined,
): Promise<void> {
  const key = inventoryKey(inventory.account, inventory.zone)
  const bytes = encodeDocument(Inventory, inventory, key)
  await store.write(key, bytes, { size: bytes.length, condition: expectVersion(expected) })
}

/** Which zones of an account have an inventory, and since when; by the keys alone. */
export async function* listInventories(store: ObjectStore, account: string): AsyncIterable<ListedZone> {
  for await (const { key, modifiedAt } of store.list(inventoryPrefix(account))) {
    const zone = parseInventoryKey(key)
    if (zone !== undefined) yield { zone, writtenAt: modifiedAt }
  }
}
