import type { DamagedLine } from '../shared/activity/read-lines.ts'
import type { ActivityBar, ActivityGroup, ActivitySummary, Grouping } from '../shared/activity/summarise.ts'
import { countText, numberText, timeText } from '../shared/report/format.ts'
import { printable, table } from './print.ts'
import type { Cell, Style } from './print.ts'

/** What is shown of what happened. */
export interface ShownActivity {
  readonly url: string
  readonly since: Date
  readonly by: Grouping
  /** Groups, bursts and attempts that are shown of each. */
  readonly limit: number
  readonly summary: ActivitySummary
  readonly damaged: readonly DamagedLine[]
}

/** Columns of the longest bar. */
const BAR = 40

/** Bars that stand one below the other; of more, the last. */
const BARS = 62

/** Calls of one burst that are named. */
const CALLS = 5

/** What bars are made of: a terminal has blocks, a file or a pipe may not. */
const MARKS = {
  blocks: { changes: '█', deletions: '▓' },
  ascii: { changes: '#', deletions: '-' },
} as const

/** What happened, for people. @param isTerminal whether more than ASCII can be shown */
export function activityText(style: Style, shown: ShownActivity, isTerminal: boolean): string {
  const { summary, since, url } = shown
  const marks = isTerminal ? MARKS.blocks : MARKS.ascii
  const blocks = [
    headLine(summary, since, url),
    ...(summary.total.changes === 0 ? [] : [chart(style, summary.bars, marks), groupTable(style, shown)]),
    ...burstBlock(style, shown),
    ...attemptBlock(style, shown),
    ...damagedBlock(style, shown.damaged),
  ]
  return blocks.join('\n\n')
}

function headLine({ total, runs }: ActivitySummary, since: Date, url: string): string {
  const { changes, functions, deletions, failures } = total
  const numbers = [
    `${countText(changes, 'change')} of ${countText(functions, 'resource')}`,
    `${numberText(deletions)} deleted`,
    `${numberText(failures)} failed`,
    countText(runs.length, 'run'),
  ]
  return `Since ${timeText(since)} in ${printable(url)}: ${numbers.join(', ')}.`
}

/** One bar for each day or hour: what was deleted comes last in it, and the numbers stand beside it. */
function chart(
  style: Style,
  bars: readonly ActivityBar[],
  marks: (typeof MARKS)[keyof typeof MARKS],
): string {
  const shown = bars.slice(-BARS)
  const most = Math.max(1, ...shown.map(({ changes }) => changes))
  const lines = shown.map(({ time, changes, deletions }) => {
    const width = changes === 0 ? 0 : Math.max(1, Math.round((BAR * changes) / most))
    const share = Math.min(1, deletions / Math.max(1, changes))
    const end = deletions === 0 ? 0 : Math.max(1, Math.round(width * share))
    const bar = `${style.good(marks.changes.repeat(width - end))}${style.bad(marks.deletions.repeat(end))}`
    const text =
      changes === 0
        ? ''
        : `${numberText(changes)}${deletions === 0 ? '' : `, ${numberText(deletions)} deleted`}`
    return `${timeLabel(time)}  ${bar}${' '.repeat(BAR - width)}  ${text}`.trimEnd()
  })
  return lines.join('\n')
}

function timeLabel(time: string): string {
  return time.length > 10 ? `${time.replace('T', ' ')}h` : time
}

function groupTable(style: Style, { by, limit, summary }: ShownActivity): string {
  const head = [by.toUpperCase(), 'CHANGES', 'RESOURCES', 'CODE', 'DELETED', 'FAILED', 'LAST']
  const shown = summary.groups.slice(0, limit)
  const more = summary.groups.length - shown.length
  const rest = more === 0 ? '' : `\n${numberText(more)} more not shown, --limit shows more`
  return `${table(
    style,
    head,
    shown.map((group) => groupRow(style, group)),
  )}${rest}`
}

function groupRow(style: Style, one: ActivityGroup): readonly Cell[] {
  const bad = (count: number): Cell => (count === 0 ? '0' : { text: numberText(count), paint: style.bad })
  return [
    one.group,
    numberText(one.changes),
    numberText(one.functions),
    numberText(one.codeUpdates),
    bad(one.deletions),
    bad(one.failures),
    timeText(one.lastAt),
  ]
}

function burstBlock(style: Style, { summary, limit }: ShownActivity): readonly string[] {
  if (summary.bursts.length === 0) return []
  const rows = summary.bursts
    .slice(0, limit)
    .map(({ principal, functions, firstAt, lastAt, events }) => [
      principal,
      numberText(functions),
      timeText(firstAt),
      timeText(lastAt),
      callsText(events),
    ])
  const head = ['PRINCIPAL', 'RESOURCES', 'FROM', 'TO', 'CALLS']
  return [`${style.bold('Bursts, the busiest hour of each principal')}\n${table(style, head, rows)}`]
}

/** The first calls, and how many more; --json has all. */
function callsText(events: readonly string[]): string {
  const rest = events.length - CALLS
  return [...events.slice(0, CALLS), ...(rest > 0 ? [`and ${numberText(rest)} more`] : [])].join(', ')
}

function attemptBlock(style: Style, { summary, limit }: ShownActivity): readonly string[] {
  if (summary.attempts.length === 0) return []
  const rows = summary.attempts
    .slice(-limit)
    .map((line): readonly Cell[] => [
      timeText(line.at),
      { text: line.event ?? '', paint: style.bad },
      line.outcome,
      line.name ?? '',
      line.principal ?? '',
    ])
  const head = ['AT', 'CALL', 'OUTCOME', 'ON', 'PRINCIPAL']
  return [`${style.bold('Calls on the vault, its key and trails')}\n${table(style, head, rows)}`]
}

function damagedBlock(style: Style, damaged: readonly DamagedLine[]): readonly string[] {
  if (damaged.length === 0) return []
  const lines = damaged.map(
    ({ key, line }) => `  ${printable(key)}, ${line === 0 ? 'all of it' : `line ${line}`}`,
  )
  return [
    `${style.bad(`Left out, for it cannot be read: ${countText(damaged.length, 'line')}`)}\n${lines.join('\n')}`,
  ]
}
