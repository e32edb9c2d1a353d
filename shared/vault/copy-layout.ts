import { RESERVED_PREFIXES } from './layout.ts'
import { EXPIRED_PREFIX, SWEEPS_PREFIX } from './retention-layout.ts'

export const COPIES_PREFIX = 'copies/'

/** `copies/<16 hexadecimal digits>.json`: in a copy, when it was complete last. */
export function copyMarkKey(digest: string): string {
  return `${COPIES_PREFIX}${digest}.json`
}

/** Says that everything else is encrypted with age, and for whom; itself it is not. */
export const ENCRYPTION_KEY = 'encryption.json'

/** Whether a key is that of an object which is not encrypted in an encrypted copy: nothing of the vault is in it. */
export function isPlainKey(key: string): boolean {
  return key === ENCRYPTION_KEY || key.startsWith(COPIES_PREFIX)
}

/** Locks of processes that are at work, and what a person hands to one of them: the last part of such keys. */
const PROCESS_STATE = /(?:^|\/)(?:lock(?:-[^/]*)?\.json|approval-token)$/

/** Whether a key is that of the state of a process that is at work: worth nothing in a copy, and in its way. */
export function isProcessState(key: string): boolean {
  return PROCESS_STATE.test(key)
}

/**
 * Where reports, journals and verdicts stand. What a sweep marked, and when this vault was copied from elsewhere, is true
 * of this vault alone; what expired is copied with the manifests.
 */
export const REPORT_PREFIXES: readonly string[] = RESERVED_PREFIXES.filter(
  (prefix) => ![EXPIRED_PREFIX, SWEEPS_PREFIX, COPIES_PREFIX].includes(prefix),
)
