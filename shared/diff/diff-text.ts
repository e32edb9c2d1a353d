import { formatPatch, structuredPatch } from 'diff'

/** How many lines may be added and removed before two texts count as different altogether: bounds the time. */
const MAX_EDITS = 2000

/** Lines of unchanged text round a change, as `diff -u` shows them. */
const CONTEXT = 3

/** A unified diff, or the reason why there is none. */
export type TextDiff =
  | { readonly type: 'text'; readonly unified: string }
  | {
      readonly type: 'none'
      readonly reason: 'binary' | 'too-large' | 'too-different' | 'unreadable' | 'hidden'
    }

/** The unified diff of two files, without file headers. Files that are not UTF-8 text have none. */
export function diffText(before: Uint8Array, after: Uint8Array): TextDiff {
  const texts = [textOf(before), textOf(after)] as const
  if (texts[0] === undefined || texts[1] === undefined) return { type: 'none', reason: 'binary' }
  const options = { context: CONTEXT, maxEditLength: MAX_EDITS }
  const patch = structuredPatch('', '', texts[0], texts[1], undefined, undefined, options)
  if (patch === undefined) return { type: 'none', reason: 'too-different' }
  const headers = { includeIndex: false, includeUnderline: false, includeFileHeaders: false }
  return { type: 'text', unified: formatPatch(patch, headers) }
}

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
