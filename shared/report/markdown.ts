import type { RunReport } from '../model/run.ts'
import { runPrefix } from '../vault/run-layout.ts'
import type { Cell, Fact, SectionContent, TableContent } from './content.ts'
import { STATE_WORDS, keyFigures, runFacts } from './content.ts'
import { attentionSections, detailSections } from './sections.ts'
import { zoneTable } from './zone-table.ts'

/** The page of one run as Markdown (GitHub's, for its tables). Names and messages stand in code spans. */
export function reportMarkdown(report: RunReport): string {
  const blocks = [
    `# Backup run ${codeSpan(report.runId)}: ${STATE_WORDS[report.state]}`,
    factList(runFacts(report)),
    factTable(keyFigures(report.totals)),
    ...attentionSections(report).flatMap(section),
    ...(report.zones.length === 0 ? [] : ['## Zones', table(zoneTable(report))]),
    ...detailSections(report).flatMap(section),
    `Everything of this run is under ${codeSpan(runPrefix(report))} in the vault.`,
  ]
  return `${blocks.join('\n\n')}\n`
}

function section({ title, notes, tables }: SectionContent): readonly string[] {
  return [
    `## ${title}`,
    ...notes.map(plain),
    ...tables.flatMap(({ caption, ...rest }) => [`**${caption}**`, table(rest)]),
  ]
}

function factList(facts: readonly Fact[]): string {
  return facts.map(([name, value]) => `- ${name}: ${plain(value)}`).join('\n')
}

function factTable(facts: readonly Fact[]): string {
  const columns = facts.map(([title]) => ({ title, numeric: true }))
  return table({ columns, rows: [facts.map(([, value]) => value)] })
}

function table({ columns, rows }: Omit<TableContent, 'caption'>): string {
  const rule = columns.map(({ numeric }) => (numeric === true ? '---:' : '---'))
  return [columns.map(({ title }) => title), rule, ...rows.map((row) => row.map(cellText))]
    .map(tableRow)
    .join('\n')
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? plain(cell) : escapePipes(codeSpan(cell.code))
}

/** Our own words hold nothing that Markdown reads as a sign, except for placeholders such as <zone>. */
function plain(text: string): string {
  return text.replaceAll('<', '\\<')
}

/** Any text as a code span (CommonMark 6.1): fenced by more backticks than it holds in a row, on one line. */
function codeSpan(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  if (line.trim() === '') return ''
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length)
  const fence = '`'.repeat(Math.max(0, ...runs) + 1)
  const padding = /^[` ]|[` ]$/.test(line) ? ' ' : ''
  return `${fence}${padding}${line}${padding}${fence}`
}

/** In a table a pipe ends the cell, also in a code span, unless an odd number of backslashes stands before it. */
function escapePipes(text: string): string {
  return text.replaceAll(
    /(\\*)\|/g,
    (_, slashes: string) => `${slashes}${slashes.length % 2 === 0 ? '\\' : '\\\\'}|`,
  )
}
