import { PreconditionFailedError } from '../errors.ts'
import type { WindowRef } from '../model/alert-record.ts'
import { AlertWindow, GatheredAlerts } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { heldKey, heldPrefix, windowKey } from '../vault/alert-layout.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { readDocument } from '../vault/stored-documents.ts'
import type { DeskPorts } from './alert-ports.ts'
import { digestParts } from './digest-parts.ts'
import { keepGathered } from './keep-gathered.ts'

/** Alerts of one kind and state that are told one by one, in one call or within one window; the others are gathered. */
export const SINGLES = 5

/** How long a window is open, in milliseconds: so much later people hear of what was held back, at most. */
export const WINDOW = 300_000

/** Milliseconds between the end of a window and its digest, for who is still writing what is held back. */
export const MARGIN = 30_000

/** Tries against others that write at the same time. */
const ATTEMPTS = 10

/** What a window made of alerts: those that are told now one by one, or as a digest; the others it holds back. */
export interface Admitted<T> {
  readonly singles: readonly T[]
  readonly held: readonly T[]
}

type WindowPorts = Pick<DeskPorts, 'store' | 'clock'> & {
  readonly flushLater: NonNullable<DeskPorts['flushLater']>
}

/**
 * Lets the first few alerts of a kind and state through, and holds back the others until the window is over. What is held back is
 * in the vault, and `flush` is asked for, before the record of the window says so: whatever ends in between is told
 * twice rather than never.
 *
 * @param alerts of one kind, state and account, at least one
 * @throws HoldfastError when nothing can be held back: then everything is to be told now
 */
export async function admit<T extends { readonly alert: Alert }>(
  ports: WindowPorts,
  alerts: readonly [T, ...T[]],
): Promise<Admitted<T>> {
  const [{ alert }] = alerts
  const key = windowKey(alert)
  for (let attempt = 1; ; attempt += 1) {
    const found = await ports.store.load(key)
    const last = found && decodeDocument(AlertWindow, found.bytes, key)
    const now = ports.clock.now()
    const window = last !== undefined && closesAt(last) > now.getTime() ? last : freshWindow(alert, now)
    const free = Math.max(0, SINGLES - window.singles)
    const [singles, held] = [alerts.slice(0, free), alerts.slice(free)]
    if (held.length > 0) await hold(ports, window, held)
    const next = {
      ...window,
      singles: window.singles + singles.length,
      held: window.held + held.length,
    }
    const bytes = encodeDocument(AlertWindow, next, key)
    const condition = found === undefined ? 'absent' : { version: found.version }
    try {
      await ports.store.write(key, bytes, { size: bytes.length, condition })
    } catch (error) {
      if (error instanceof PreconditionFailedError && attempt < ATTEMPTS) continue
      throw error
    }
    // Too late: the digest may have been told without these.
    if (ports.clock.now().getTime() >= closesAt(window) + MARGIN) return { singles: alerts, held: [] }
    return { singles, held }
  }
}

async function hold(
  ports: WindowPorts,
  { account, kind, state, opened, held: before }: AlertWindow,
  held: readonly { readonly alert: Alert }[],
): Promise<void> {
  const window = { account, kind, state, opened }
  for (const part of digestParts(held)) {
    const alerts = part.map(({ alert }) => alert)
    const keys = alerts.map(({ key }) => key)
    await keepGathered(ports, alerts, heldKey(window, keys))
  }
  if (before > 0) return
  const left = closesAt(window) + MARGIN - ports.clock.now().getTime()
  await ports.flushLater(window, Math.ceil(Math.max(0, left) / 1000))
}

/** Everything that a window held back, each alert once, as it was told last, in order of time. @throws HoldfastError */
export async function heldBack(
  { store }: Pick<DeskPorts, 'store'>,
  window: WindowRef,
): Promise<readonly Alert[]> {
  const all: Alert[] = []
  for await (const { key } of store.list(heldPrefix(window))) {
    const { alerts } = await readDocument(store, GatheredAlerts, key)
    all.push(...alerts)
  }
  const inOrder = all.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return [...new Map(inOrder.map((alert) => [alert.key, alert])).values()]
}

function closesAt({ opened }: Pick<AlertWindow, 'opened'>): number {
  return Date.parse(opened) + WINDOW
}

function freshWindow({ account, kind, state }: Alert, now: Date): AlertWindow {
  // To the second, as the key of what it holds back says it.
  const opened = new Date(Math.floor(now.getTime() / 1000) * 1000).toISOString()
  return { format: FORMAT_VERSION, account, kind, state, opened, singles: 0, held: 0 }
}
