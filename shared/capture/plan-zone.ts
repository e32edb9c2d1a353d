import type { JsonObject } from '../model/json.ts'
import type { Inventory, InventoryEntry } from '../model/inventory.ts'
import { isScratch } from '../model/scratch.ts'
import { given, textOf } from '../model/members.ts'
import { compareText } from '../model/compare-text.ts'

/** `quick` reads what the listing shows as changed; `deep` everything: aliases, policies, URLs... are not in it. */
export type Mode = 'quick' | 'deep'

/** What is to be done with one function, and why. */
export interface PlanLine {
  readonly name: string
  readonly reason: string
}

/** What a run over a zone is going to do. */
export interface ZonePlan {
  readonly read: readonly PlanLine[]
  /** Their newest recovery points still say everything that the listing shows. */
  readonly unchanged: readonly PlanLine[]
  /** To be looked for once more, and marked as deleted. */
  readonly gone: readonly PlanLine[]
}

/** What a plan is made from. */
export interface ZoneState {
  /** Every function of the zone. */
  readonly listing: readonly Listed[]
  readonly inventory: Inventory | undefined
  /** Functions that are to be looked for beside those of the inventory: that have a living recovery point, as far as it is known. */
  readonly living: readonly string[]
}

/** What a listing says of one function's state; equal states need no reading. */
export type ListedState = Omit<InventoryEntry, 'fingerprint' | 'plan' | 'sameUntil'>

/** What a run remembers of one function of a listing: not its environment, which it has no need of. */
export interface Listed {
  readonly name: string
  readonly state: ListedState
}

/** Takes from an item of ListFunctions what shows a change. */
export function listedFunction(item: JsonObject): Listed {
  const state = {
    codeSha256: textOf(item, 'CodeSha256'),
    configSha256: textOf(item, 'ConfigSha256'),
    revisionId: textOf(item, 'RevisionId'),
    lastModified: textOf(item, 'LastModified'),
  }
  return { name: textOf(item, 'FunctionName') ?? '', state: given(state) }
}

/** Decides for each function of a zone whether it is read; Holdfast's own scratch functions are left out. */
export function planZone({ listing, inventory, living }: ZoneState, mode: Mode): ZonePlan {
  const ours = listing.filter(({ name }) => !isScratch(name))
  const judged = ours.map(({ name, state }) => ({ name, ...judge(state, inventory?.functions[name], mode) }))
  const present = new Set(listing.map(({ name }) => name))
  const once = new Set([...Object.keys(inventory?.functions ?? {}), ...living])
  const gone = [...once].filter((name) => !present.has(name) && !isScratch(name))
  return {
    read: inOrder(judged.filter(({ isRead }) => isRead)),
    unchanged: inOrder(judged.filter(({ isRead }) => !isRead)),
    gone: inOrder(gone.map((name) => ({ name, reason: 'not listed any more' }))),
  }
}

function judge(state: ListedState, entry: InventoryEntry | undefined, mode: Mode) {
  if (mode === 'deep') return { isRead: true, reason: 'a deep run reads everything' }
  if (entry === undefined) return { isRead: true, reason: 'not in the inventory' }
  const member = changedMember(state, entry)
  if (member === undefined) return { isRead: false, reason: 'the listing shows what the inventory has' }
  return { isRead: true, reason: `${member} changed` }
}

/** What a listing shows to be another than in a line of the inventory; `undefined` when nothing. */
export function changedMember(state: ListedState, entry: InventoryEntry): string | undefined {
  return STATE_MEMBERS.find((one) => state[one] !== entry[one])
}

const STATE_MEMBERS = ['codeSha256', 'configSha256', 'revisionId', 'lastModified'] as const

function inOrder(lines: readonly PlanLine[]): readonly PlanLine[] {
  return lines.map(({ name, reason }) => ({ name, reason })).toSorted((a, b) => compareText(a.name, b.name))
}
