import { diffContents, pathText } from '../../diff/diff-contents.ts'
import type { PointContent } from '../../model/manifest.ts'
import type { Difference } from '../../model/restore.ts'
import { settableTags } from '../target-content.ts'
import type { ItemToVerify } from '../verify-item.ts'

type Tags = Readonly<Record<string, string>>

/** What was wanted and what is there; of both only the members that are wanted are compared. */
export interface Sides {
  readonly expected: Readonly<Record<string, object | string>>
  readonly found: Readonly<Record<string, unknown>>
  readonly tags: { readonly expected: Tags | undefined; readonly found: Tags | undefined }
}

/** Where what was restored is not as it should be. Tags that came later are nobody's concern. */
export function differencesOf(
  { item }: Pick<ItemToVerify, 'item'>,
  { expected, found, tags }: Sides,
): Difference[] {
  const wanted = item.parts.includes('tags') ? settableTags(tags.expected ?? {}) : {}
  const there = Object.fromEntries(Object.keys(wanted).flatMap((key) => entryOf(tags.found ?? {}, key)))
  const seen = Object.fromEntries(Object.keys(expected).map((member) => [member, found[member]]))
  // Both are plain JSON; diffContents looks at nothing else.
  const changes = diffContents(asContent({ ...expected, tags: wanted }), asContent({ ...seen, tags: there }))
  return changes.map(({ path, before, after }) => ({
    path: pathText(path),
    ...(before !== undefined && { expected: before }),
    ...(after !== undefined && { found: after }),
  }))
}

function entryOf(tags: Tags, key: string): readonly (readonly [string, string])[] {
  const value = tags[key]
  return value === undefined ? [] : [[key, value]]
}

function asContent(value: object): PointContent {
  return value as PointContent
}
