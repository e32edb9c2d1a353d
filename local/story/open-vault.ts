import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { openStore, openVault } from '../../shared/runtime/open-vault.ts'

const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) }

/**
 * The stack's vault and the objects beneath it, read with Holdfast's own code. Region, endpoint and credentials come
 * from the environment.
 */
export function openStackVault(url: string): { readonly vault: Vault; readonly store: ObjectStore } {
  return { vault: openVault(url, { clock, newId: randomUUID }), store: openStore(url, { clock }) }
}
