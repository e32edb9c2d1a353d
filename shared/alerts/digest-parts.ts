import type { Alert } from '../model/alert.ts'

/**
 * Bytes of keys that one digest lists. SNS takes 262,144 of a message, in which the alert stands twice, as JSON in JSON
 * (shared/aws/topic-message.ts): twice this, and the text three times.
 */
const KEY_BYTES = 100_000

/** What the members of an entry take besides the key, with their quotation marks as JSON in JSON. */
const ENTRY_BYTES = 80

/**
 * Divides alerts so that a digest of each part can list all keys of it: several hundred alerts are one part.
 *
 * @returns parts in the order of the alerts; the same for the same alerts
 */
export function digestParts<T extends { readonly alert: Pick<Alert, 'key'> }>(
  all: readonly T[],
): readonly (readonly [T, ...T[]])[] {
  const parts: [T, ...T[]][] = []
  let bytes = 0
  for (const one of all) {
    const size = Buffer.byteLength(JSON.stringify(JSON.stringify(one.alert.key))) + ENTRY_BYTES
    const last = parts.at(-1)
    if (last === undefined || bytes + size > KEY_BYTES) {
      parts.push([one])
      bytes = size
    } else {
      last.push(one)
      bytes += size
    }
  }
  return parts
}
