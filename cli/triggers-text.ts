import type { Orphan, OrphanType } from '../shared/map/orphans.ts'
import type { Wake } from '../shared/map/wake.ts'
import { qualifierOf } from '../shared/map/wake.ts'
import type { ResourceRef } from '../shared/model/resource.ts'
import { countText, timeText } from '../shared/report/format.ts'
import { printable, table } from './print.ts'
import type { Style } from './print.ts'
import type { Unread } from './unread-triggers.ts'

const WHATS: Readonly<Record<OrphanType, string>> = {
  'source-gone': 'source is gone',
  'statement-unused': 'permission unused',
  'qualifier-gone': 'version or alias is gone',
  'function-gone': 'function is gone',
  'mapping-disabled': 'disabled',
}

/** Names that a line of remarks shows. */
const SHOWN_NAMES = 10

/** What wakes the functions, one line each. */
export function triggersText(
  style: Style,
  url: string,
  {
    wakes,
    unread,
  }: { readonly wakes: readonly (Wake & { readonly title: string })[]; readonly unread: Unread },
): string {
  const head = ['FUNCTION', 'ZONE', 'KIND', 'SOURCE', 'STATE', 'FILTER']
  const rows = wakes.map((wake) => {
    const { text, paint } = stateOf(style, wake)
    const { zone } = wake.function
    return [invokedName(wake), zone, wake.title, wake.source, { text, paint }, wake.filter ?? '']
  })
  const count = `${countText(wakes.length, 'trigger')} in ${url}`
  const blocks = rows.length === 0 ? [`No trigger found in ${url}.`] : [table(style, head, rows), count]
  return [...blocks, ...remarks(style, unread)].join('\n\n')
}

/** What is left over, one line each, with what is known of it and since when. */
export function orphansText(
  style: Style,
  url: string,
  { orphans, unread }: { readonly orphans: readonly Orphan[]; readonly unread: Unread },
): string {
  const head = ['FUNCTION', 'ZONE', 'WHAT', 'SOURCE', 'KNOWN SINCE', 'WHY']
  const rows = orphans.map(({ type, function: { name, zone }, source, statements, knownAt, why }) => [
    name,
    zone,
    { text: WHATS[type], paint: style.warn },
    source,
    timeText(knownAt),
    statements.length === 0 ? why : `${why} (${statements.join(', ')})`,
  ])
  const count = `${countText(orphans.length, 'thing')} left over, by the newest points in ${url}; \`holdfast backup --deep\` looks again.`
  const blocks =
    rows.length === 0
      ? [`Nothing is left over, by the newest points in ${url}.`]
      : [table(style, head, rows), count]
  return [...blocks, ...remarks(style, unread)].join('\n\n')
}

function invokedName({ function: { name }, invokes, kind }: Wake): string {
  const qualifier = kind.startsWith('cloudfront-') ? undefined : qualifierOf(invokes)
  return qualifier === undefined ? name : `${name}:${qualifier}`
}

function stateOf(style: Style, { state, exists }: Wake) {
  if (exists === false) return { text: 'source is gone', paint: style.bad }
  return { text: state, paint: state === 'enabled' ? style.good : style.warn }
}

/** What the list cannot say. */
function remarks(style: Style, { unread, notCaptured }: Unread): readonly string[] {
  const gaps = unread.flatMap((one) => one.gaps).length
  return [
    ...(gaps === 0
      ? []
      : [
          style.warn(
            `There may be more: ${countText(gaps, 'part')} could not be read, of ${namesText(unread.map((one) => one.function))}. \`holdfast show\` says what and why.`,
          ),
        ]),
    ...(notCaptured.length === 0
      ? []
      : [
          style.warn(
            `Captured before triggers were: ${namesText(notCaptured)}. \`holdfast backup --deep\` captures them.`,
          ),
        ]),
  ]
}

function namesText(resources: readonly ResourceRef[]): string {
  const names = resources.slice(0, SHOWN_NAMES).map(({ name }) => printable(name))
  const more = resources.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
