import { POINTS_PREFIX, compactTime, parseCompactTime, parseManifestKey } from './layout.ts'

export const EXPIRED_PREFIX = 'expired/'
export const HOLDS_PREFIX = 'holds/'
export const SWEEPS_PREFIX = 'sweeps/'

/** Key of the record that says how far the sweep is. */
export const SWEEP_KEY = `${SWEEPS_PREFIX}current.json`

/** Key of the record that says how far a look at the manifests is. */
export const LOOK_KEY = `${SWEEPS_PREFIX}look.json`

/** A manifest that was expired: where it stood, where it stands, and when it was moved (to the second). */
export interface ExpiredPlace {
  readonly key: string
  readonly manifest: string
  readonly expiredAt: Date
}

/** `expired/<YYYYMMDDTHHMMSSZ>/`: what was expired by one run of retention. */
function expiryPrefix(expiredAt: Date): string {
  return `${EXPIRED_PREFIX}${compactTime(expiredAt)}/`
}

/** `expired/<time>/<account>/<zone>/<kind>/<name>/<time>-<id>.json`: the manifest, byte for byte. */
export function expiredKey(expiredAt: Date, manifest: string): string {
  return expiryPrefix(expiredAt) + manifest.slice(POINTS_PREFIX.length)
}

/** What a key under `expired/` says of a manifest; `undefined` when it is none of one. */
export function parseExpiredKey(key: string): ExpiredPlace | undefined {
  const [, time = '', path = ''] = /^expired\/(\d{8}T\d{6}Z)\/(.+)$/.exec(key) ?? []
  const expiredAt = parseCompactTime(time)
  const manifest = POINTS_PREFIX + path
  if (expiredAt === undefined || parseManifestKey(manifest) === undefined) return undefined
  return { key, manifest, expiredAt }
}

/** `expired/<time>/record-<n, 5 digits>.json`: what was expired and why; kept. */
export function expiryRecordKey(expiredAt: Date, part: number): string {
  return `${expiryPrefix(expiredAt)}record-${String(part).padStart(5, '0')}.json`
}

/** When a record says that manifests were expired, by its key; `undefined` when it is none of such a record. */
export function parseExpiryRecordKey(key: string): Date | undefined {
  const [, time = ''] = /^expired\/(\d{8}T\d{6}Z)\/record-\d{5}\.json$/.exec(key) ?? []
  return parseCompactTime(time)
}

/** Whether a key is that of a record of what was expired. */
export function isExpiryRecordKey(key: string): boolean {
  return parseExpiryRecordKey(key) !== undefined
}

/** `holds/<account>/<zone>/<kind>/<name>/<time>-<id>.json`. */
export function holdKey(manifest: string): string {
  return HOLDS_PREFIX + manifest.slice(POINTS_PREFIX.length)
}

/** Key of the manifest that a key under `holds/` belongs to; `undefined` when it belongs to none. */
export function parseHoldKey(key: string): string | undefined {
  const manifest = POINTS_PREFIX + key.slice(HOLDS_PREFIX.length)
  return key.startsWith(HOLDS_PREFIX) && parseManifestKey(manifest) !== undefined ? manifest : undefined
}

/** `sweeps/<id>.json`. */
export function sweepMarksKey(sweepId: string): string {
  return `${SWEEPS_PREFIX}${sweepId}.json`
}

/** `sweeps/look/<n, 5 digits>`: names of blobs that a look found. */
export function lookPartKey(part: number): string {
  return `${SWEEPS_PREFIX}look/${String(part).padStart(5, '0')}`
}
