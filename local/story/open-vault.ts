import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Vault } from '../../shared/ports.ts'
import { openVault } from '../../shared/runtime/open-vault.ts'

/** The stack's vault, read with Holdfast's own code. Region, endpoint and credentials come from the environment. */
export function openStackVault(url: string): Vault {
  const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) }
  return openVault(url, { clock, newId: randomUUID })
}
