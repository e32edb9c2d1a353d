import { PreconditionFailedError } from '../errors.ts'
import type { Inventory, InventoryEntry } from '../model/inventory.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { Log } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import type { Capture } from './keep-point.ts'
import type { Listed, ZonePlan } from './plan-zone.ts'
import type { Untold } from './untold.ts'
import { isNewlyGone, untoldMembers } from './untold.ts'

/** What a run over a zone found. */
export interface ZoneFindings {
  readonly listing: readonly Listed[]
  readonly plan: ZonePlan
  readonly captures: readonly { readonly name: string; readonly capture: Capture }[]
}

type Place = Pick<Inventory, 'account' | 'zone' | 'listedAt'>

interface InventoryPorts {
  readonly vault: Pick<Vault, 'readInventory' | 'writeInventory'>
  readonly log: Log
}

/**
 * Writes what the listing showed beside the fingerprint of the point that says so. Who failed, or was read only in
 * part for the moment, is left out, and so read again by the next run. What is gone is left to that run to tell of: whoever
 * backs up by hand tells nobody else.
 *
 * Two runs at once: each entry is true by itself (its point was read after its listing), so the one that comes
 * second need not write. An inventory only saves reads.
 */
export async function writeInventory(
  { vault, log }: InventoryPorts,
  place: Place,
  findings: ZoneFindings,
): Promise<void> {
  const known = await vault.readInventory(place.account, place.zone)
  const functions = entries(findings, known?.inventory)
  const untold = untoldOf(findings, known?.inventory)
  const inventory = { format: FORMAT_VERSION, ...place, functions, ...untold } as const
  try {
    await vault.writeInventory(inventory, known?.version)
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
    log.warn('another run wrote the inventory first', { account: place.account, zone: place.zone })
  }
}

/** What is gone, and was not told of: by a change, which tells of it itself, or by a run since. */
function untoldOf({ listing, captures }: ZoneFindings, known: Inventory | undefined): Untold {
  const present = new Set(listing.map(({ name }) => name))
  const found = captures.flatMap(({ name, capture }) => (isNewlyGone(capture.outcome) ? [name] : []))
  const before = (known?.untold ?? []).filter((name) => !present.has(name))
  const untold = new Set([...before, ...found])
  const written = Object.entries(known?.written ?? {}).filter(
    ([name]) => !present.has(name) && !untold.has(name),
  )
  return untoldMembers(untold, written)
}

function entries(
  { listing, plan, captures }: ZoneFindings,
  known: Inventory | undefined,
): Record<string, InventoryEntry> {
  const states = new Map(listing.map(({ name, state }) => [name, state]))
  const kept = plan.unchanged.map(({ name }) => ({
    name,
    fingerprint: known?.functions[name]?.fingerprint,
    plan: known?.functions[name]?.plan,
  }))
  const taken = captures.map(({ name, capture }) => ({
    name,
    fingerprint: capture.isProvisional ? undefined : capture.fingerprint,
    plan: undefined,
  }))
  const all = [...kept, ...taken].flatMap(({ name, fingerprint, plan: mark }) => {
    const state = states.get(name)
    return fingerprint === undefined || state === undefined
      ? []
      : [[name, { ...state, fingerprint, ...(mark && { plan: mark }) }] as const]
  })
  return Object.fromEntries(all)
}
