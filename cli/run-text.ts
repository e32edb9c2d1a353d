import type { RunEntry, RunReport } from '../shared/model/run.ts'
import type { Cell as ReportCell, SectionContent, TableContent } from '../shared/report/content.ts'
import { STATE_WORDS, keyFigures, runFacts } from '../shared/report/content.ts'
import { countText, durationText, numberText, timeText } from '../shared/report/format.ts'
import { attentionSections, detailSections } from '../shared/report/sections.ts'
import { troubleCount } from '../shared/report/tally.ts'
import { zoneTable } from '../shared/report/zone-table.ts'
import { facts, printable, table } from './print.ts'
import type { Cell, Style } from './print.ts'

/** A run in the list. `unfinished`: it ended without a report. */
export type ListedRun = Omit<RunEntry, 'state'> & { readonly state: RunEntry['state'] | 'unfinished' }

/** The newest runs, and how many older ones the list leaves out. */
export interface RunList {
  readonly runs: readonly ListedRun[]
  readonly older: number
}

const HEAD = [
  'RUN',
  'STARTED',
  'MODE',
  'STATE',
  'TOOK',
  'ZONES',
  'FOUND',
  'CAPTURED',
  'DELETED',
  'FAILED',
  'GAPS',
]

/** The list of runs, for people. */
export function runListText(style: Style, url: string, { runs, older }: RunList): string {
  if (runs.length === 0) return `There are no runs in ${url}.`
  const rows = runs.map((run) => runRow(style, run))
  const more = older === 0 ? '' : `; ${countText(older, 'older run')} not shown, --limit shows more`
  return `${table(style, HEAD, rows)}\n\n${countText(runs.length, 'run')} in ${url}${more}`
}

/** The report of one run, for people. */
export function runReportText(style: Style, report: RunReport): string {
  const zones = report.zones.length === 0 ? [] : [tableText(style, zoneTable(report))]
  const blocks = [
    facts(style, [['Run', report.runId], ['State', STATE_WORDS[report.state]], ...runFacts(report)]),
    facts(style, keyFigures(report.totals)),
    ...attentionSections(report).flatMap((section) => sectionText(style, section)),
    ...zones,
    ...detailSections(report).flatMap((section) => sectionText(style, section)),
  ]
  return blocks.join('\n\n')
}

function runRow(style: Style, run: ListedRun): readonly Cell[] {
  const { runId, startedAt, mode, plan, someZones, zones, totals } = run
  const ofPlan = plan === undefined ? '' : ` of ${plan}`
  return [
    runId,
    timeText(startedAt),
    `${mode}${ofPlan}${someZones === true ? ', some zones' : ''}`,
    stateCell(style, run),
    run.endedAt === undefined ? '' : durationText(startedAt, run.endedAt),
    zones === undefined ? '' : numberText(zones),
    ...counts(totals).map((count) => (count === undefined ? '' : numberText(count))),
  ]
}

function counts(totals: RunEntry['totals']): readonly (number | undefined)[] {
  const failed = totals && troubleCount(totals)
  return [totals?.found, totals?.captured, totals?.deletedCount, failed, totals?.gapCount]
}

function stateCell(style: Style, { state }: ListedRun): Cell {
  const paint = {
    succeeded: style.good,
    partly: style.warn,
    failed: style.bad,
    running: style.dim,
    unfinished: style.bad,
  }
  const text = state === 'running' || state === 'unfinished' ? state : STATE_WORDS[state]
  return { text, paint: paint[state] }
}

function sectionText(style: Style, { notes, tables }: SectionContent): readonly string[] {
  return [...notes.map(printable), ...tables.map((content) => tableText(style, content))]
}

function tableText(style: Style, { caption, columns, rows }: TableContent): string {
  const head = columns.map(({ title }) => title.toUpperCase())
  return `${style.bold(caption)}\n${table(
    style,
    head,
    rows.map((row) => row.map(cellText)),
  )}`
}

function cellText(cell: ReportCell): string {
  return typeof cell === 'string' ? cell : cell.code
}
