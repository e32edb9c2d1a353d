import { createHash } from 'node:crypto'
import type { WindowRef } from '../model/alert-record.ts'
import type { Alert, AlertKind } from '../model/alert.ts'
import { compactTime } from './layout.ts'

export const ALERTS_PREFIX = 'alerts/'
export const KNOWN_PREFIX = `${ALERTS_PREFIX}known/`
export const WINDOWS_PREFIX = `${ALERTS_PREFIX}windows/`

/** The first 32 hexadecimal digits of the SHA-256 of a text: names of problems have any letters, and any length. */
export function alertHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32)
}

/** `alerts/known/<kind>/`: what people know of problems of one kind, and of what happened. */
export function knownPrefix(kind: AlertKind): string {
  return `${KNOWN_PREFIX}${kind}/`
}

/** `alerts/known/<kind>/<hash of the alert's key>.json`: what people know of it. */
export function knownKey({ kind, key }: Pick<Alert, 'kind' | 'key'>): string {
  return `${knownPrefix(kind)}${alertHash(key)}.json`
}

/** `alerts/windows/<account>/<kind>/<state>.json`: how a burst of one kind and state is gathered. */
export function windowKey({ account, kind, state }: Omit<WindowRef, 'opened'>): string {
  return `${WINDOWS_PREFIX}${account}/${kind}/${state}.json`
}

/** `alerts/held/<account>/<kind>/<state>/<YYYYMMDDTHHMMSSZ of the window>/`: what a digest is going to tell. */
export function heldPrefix({ account, kind, state, opened }: WindowRef): string {
  return `${ALERTS_PREFIX}held/${account}/${kind}/${state}/${compactTime(new Date(opened))}/`
}

/** `alerts/held/<account>/<kind>/<state>/<window>/<hash of their keys>.json`. */
export function heldKey(window: WindowRef, keys: readonly string[]): string {
  return `${heldPrefix(window)}${alertHash(keys.join('\n'))}.json`
}

/** `alerts/digests/<YYYY-MM-DD>/<hash of the digest's key>.json`: all that a digest tells of. */
export function digestKey(alertKey: string, at: string): string {
  return `${ALERTS_PREFIX}digests/${at.slice(0, 10)}/${alertHash(alertKey)}.json`
}
