import type { FunctionContent } from '../model/manifest.ts'
import type { Notes } from './notes.ts'
import type { Qualifier } from './parts.ts'

/** The qualifiers of a function that a template can have. */
export interface Qualifiers {
  /** Number of the newest version, in whose place the published one stands. */
  readonly newest: string | undefined
  readonly aliases: readonly string[]
}

/** A function taken apart so far: its content, and what of it a template can name. */
export interface Context {
  readonly content: FunctionContent
  readonly qualifiers: Qualifiers
  readonly notes: Notes
}

/** What of the versions and aliases of a content a template can have. */
export function qualifiersOf({ versions = [], aliases = [] }: FunctionContent): Qualifiers {
  const numbers = versions.map(({ version }) => version).filter((version) => /^\d+$/.test(version))
  const newest = numbers.toSorted((a, b) => Number(a) - Number(b)).at(-1)
  return { newest, aliases: aliases.map(({ name }) => name) }
}

/**
 * What an ARN of the function names.
 *
 * @param what what belongs to it, for the note when it is a version that a template cannot have
 * @returns `undefined` when it is one
 */
export function qualifierIn(
  { newest, aliases }: Qualifiers,
  arn: string,
  { notes, what }: { readonly notes: Notes; readonly what: string },
): Qualifier | undefined {
  const name = arn.split(':')[7]
  if (name === undefined || name === '$LATEST' || name === '$LATEST.PUBLISHED') return { type: 'function' }
  if (aliases.includes(name)) return { type: 'alias', name }
  if (name === newest) return { type: 'published' }
  notes.add(`Left out: ${what} of version ${name}, for a template cannot publish old versions again.`)
  return undefined
}
