import { matchesIamPattern } from '../model/glob.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { oneOrMany } from './policy-conditions.ts'

/** The actions of a function's policy that let somebody wake it (service authorization reference, AWS Lambda). */
const WAKING = ['lambda:invokefunction', 'lambda:invokefunctionurl', 'lambda:invokeasync']

/**
 * Whether a statement is about waking the function: its `Action` fits one of the actions that do, or its `NotAction`
 * leaves one out. Case does not matter, and `*` and `?` are wildcards, as IAM reads them.
 *
 * @returns `undefined` when the statement says neither
 */
export function letsWake(statement: JsonObject): boolean | undefined {
  const { Action: named, NotAction: excluded } = statement
  if (named !== undefined) return WAKING.some((action) => isAmong(action, named))
  if (excluded !== undefined) return WAKING.some((action) => !isAmong(action, excluded))
  return undefined
}

function isAmong(action: string, patterns: JsonValue): boolean {
  return oneOrMany(patterns).some(
    (pattern) => typeof pattern === 'string' && matchesIamPattern(pattern.toLowerCase(), action),
  )
}
