import type { TableContent } from './content.ts'
import { numberText } from './format.ts'

/** How often something of one kind happened; a kind has as many parts as its table has columns before the count. */
export interface Kind {
  readonly kind: readonly string[]
  readonly count: number
}

/** Adds up the counts of equal kinds, the most frequent first. */
export function addUp(kinds: readonly Kind[]): readonly Kind[] {
  const groups = Map.groupBy(kinds, ({ kind }) => kind.join('\n'))
  return [...groups.values()]
    .map((group) => ({ kind: group[0]?.kind ?? [], count: group.reduce((sum, { count }) => sum + count, 0) }))
    .sort((a, b) => b.count - a.count)
}

/** One row for each kind. `titles` of all columns, the count's last. */
export function kindTable(caption: string, titles: readonly string[], kinds: readonly Kind[]): TableContent {
  return {
    caption,
    columns: titles.map((title) => (title === 'Count' ? { title, numeric: true } : { title })),
    rows: kinds.map(({ kind, count }) => [...kind.map((code) => ({ code })), numberText(count)]),
  }
}
