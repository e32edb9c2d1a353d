import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { JsonValue } from '../model/json.ts'
import { isObject, textOf } from '../model/members.ts'

/**
 * What a statement is called within its policy: its Sid; without one, the beginning of its hash, which is the same in
 * whichever order AWS returns the statements.
 */
export function statementLabel(statement: JsonValue): string {
  const sid = isObject(statement) ? textOf(statement, 'Sid') : undefined
  if (sid !== undefined && sid !== '') return sid
  const text = canonicalize(statement) ?? ''
  return `unnamed-${createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 8)}`
}
