import { ALERTS_PREFIX } from './alert-layout.ts'
import { COPIES_KEY, LOCKS_KEY, PARTS_KEY, TOLD_KEY } from './audit-layout.ts'
import { RESERVED_PREFIXES } from './layout.ts'
import { EXPIRED_PREFIX, SWEEPS_PREFIX } from './retention-layout.ts'

export const COPIES_PREFIX = 'copies/'

/** `copies/<16 hexadecimal digits>.json`: in a copy, when it was complete last. */
export function copyMarkKey(digest: string): string {
  return `${COPIES_PREFIX}${digest}.json`
}

/** Whether a key is that of such a mark. */
export function isCopyMarkKey(key: string): boolean {
  return /^copies\/[0-9a-f]{16}\.json$/.test(key)
}

/** In the vault: when a round of copying compared all of its copy last. */
export const COMPARED_KEY = `${COPIES_PREFIX}compared.json`

/** Says that everything else is encrypted with age, and for whom; itself it is not. */
export const ENCRYPTION_KEY = 'encryption.json'

/** Whether a key is that of an object which is not encrypted in an encrypted copy: nothing of the vault is in it. */
export function isPlainKey(key: string): boolean {
  return key === ENCRYPTION_KEY || key.startsWith(COPIES_PREFIX)
}

/** Locks of processes that are at work, and what a person hands to one of them: the last part of such keys. */
const PROCESS_STATE = /(?:^|\/)(?:lock(?:-[^/]*)?\.json|approval-token)$/

/** What this vault's own bytes were read for last, how they are locked, and what people were told of them. */
const OF_ITSELF = [PARTS_KEY, LOCKS_KEY, COPIES_KEY, TOLD_KEY]

/** Whether a key is that of a state which is true of one vault alone: worth nothing in a copy, and in its way. */
export function isOwnState(key: string): boolean {
  return PROCESS_STATE.test(key) || OF_ITSELF.includes(key)
}

/**
 * Where reports, journals and verdicts stand. What a sweep marked, when this vault was copied from elsewhere and what
 * people were told is true of this vault alone; what expired is copied with the manifests.
 */
export const REPORT_PREFIXES: readonly string[] = RESERVED_PREFIXES.filter(
  (prefix) => ![EXPIRED_PREFIX, SWEEPS_PREFIX, COPIES_PREFIX, ALERTS_PREFIX].includes(prefix),
)
