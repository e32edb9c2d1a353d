import type { AuditEntry, AuditFinding, AuditReport, ControlResult } from '../../model/audit.ts'
import type { Cell, Fact, TableContent } from '../../report/content.ts'
import { countText, durationText, numberText, timeText } from '../../report/format.ts'
import type { Markup } from '../../report/html-template.ts'
import { html } from '../../report/html-template.ts'
import { factList, pageStyle, table } from '../../report/page-parts.ts'
import { auditPrefix } from '../../vault/audit-layout.ts'
import { AUDIT_STYLE } from './audit-style.ts'
import { hatch, trendOf } from './trend-chart.ts'
import { CONTROL_WORDS, SIGNS, STATE_WORDS } from './words.ts'

const { policy: POLICY, element: STYLE } = pageStyle(AUDIT_STYLE)

/** Findings of one control, and of its notes, that the page shows; the CSV has all. */
const SHOWN = 200

/** Recovery points that one finding names on the page. */
const POINTS = 5

/**
 * One audit as a single HTML file that can be filed: no script, nothing loaded, light and dark, fit for print.
 *
 * @param trend the last whole audits, oldest first: this one among them, unless it is of a few controls alone
 */
export function auditHtml(report: AuditReport, trend: readonly AuditEntry[]): string {
  const { auditId, state, vault, controls } = report
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Audit ${auditId}: ${STATE_WORDS[state]}</title>
        ${STYLE}
      </head>
      <body>
        ${hatch()}
        <header>
          <h1>Audit of ${vault}</h1>
          <span class="state ${state}"
            ><span aria-hidden="true">${SIGNS[state]}</span> ${STATE_WORDS[state]}</span
          >
          ${factList('facts', auditFacts(report))} ${failureNote(report)}
        </header>
        <main>${summary(report, trend)} ${controls.map(section)}</main>
        <footer>
          This audit is under <code>${auditPrefix(report)}</code> in the vault, as JSON, as CSV and as this
          page. Times are UTC. Unknown means that it could not be told, which is no pass.
        </footer>
      </body>
    </html> `.text
}

function auditFacts({
  auditId,
  startedAt,
  endedAt,
  startedBy,
  writer,
  controls,
}: AuditReport): readonly Fact[] {
  const passed = controls.filter(({ state }) => state === 'passed').length
  const findings = controls.reduce((sum, control) => sum + control.findings.length, 0)
  return [
    ['Audit', auditId],
    ['Started', timeText(startedAt)],
    ['Duration', durationText(startedAt, endedAt)],
    ['Started by', startedBy],
    ['Controls passed', `${passed} of ${controls.length}`],
    ['Findings', numberText(findings)],
    ['Written by', writer],
  ]
}

function failureNote({ failure }: AuditReport): Markup | string {
  if (failure === undefined) return ''
  return html`<p class="failed">
    It could not be carried out as a whole: ${failure.error}. ${failure.message}
  </p>`
}

function summary({ auditId, controls }: AuditReport, trend: readonly AuditEntry[]): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Controls">
    <table class="controls">
      <caption>
        ${captionOf(auditId, trend)}
      </caption>
      <thead>
        <tr>
          <th scope="col">Control</th>
          <th scope="col">State</th>
          <th scope="col" class="numeric">Findings</th>
          ${trend.length === 0 ? '' : html`<th scope="col">Trend</th>`}
        </tr>
      </thead>
      <tbody>
        ${controls.map((control) => summaryRow(control, trend))}
      </tbody>
    </table>
  </div>`
}

function captionOf(auditId: string, trend: readonly AuditEntry[]): string {
  if (trend.length === 0) return 'Controls'
  const isAmong = trend.some((entry) => entry.auditId === auditId)
  const noun = isAmong ? 'audit' : 'whole audit'
  const last = trend.length === 1 ? noun : countText(trend.length, noun)
  const said = `Controls, and how the last ${last} found them (oldest first; short passed, hatched and tall failed)`
  return isAmong ? said : `${said}; this one, of a few controls alone, is not among them`
}

function summaryRow({ id, title, state, findings }: ControlResult, trend: readonly AuditEntry[]): Markup {
  return html`<tr>
    <th scope="row"><a href="#${id}">${title}</a></th>
    <td class="word ${state}">${CONTROL_WORDS[state]}</td>
    <td class="numeric">${numberText(findings.length)}</td>
    ${trend.length === 0 ? '' : html`<td>${trendOf(id, trend)}</td>`}
  </tr>`
}

function section(control: ControlResult): Markup {
  const { id, title, claim, state, reason, evidence, findings, notes, where } = control
  const facts = evidence.map(({ name, value }): Fact => [name, textOf(value)])
  return html`<section id="${id}">
    <h2>${title} <span class="state ${state}">${CONTROL_WORDS[state]}</span></h2>
    <p class="claim">${claim}</p>
    ${reason === undefined ? '' : html`<p>${reason}</p>`}
    ${facts.length === 0 ? '' : factList('evidence', facts)} ${namedTable('Findings', findings)}
    ${namedTable('Worth knowing', notes)} ${whereNote(where)}
  </section>`
}

function textOf(value: string | number): string {
  return typeof value === 'number' ? numberText(value) : value
}

function namedTable(name: string, all: readonly AuditFinding[]): Markup | string {
  if (all.length === 0) return ''
  const shown = all.slice(0, SHOWN)
  const rest = all.length - shown.length
  return html`${table(tableOf(name, shown))}${
    rest === 0 ? '' : html`<p>and ${numberText(rest)} more, in the CSV and in the JSON</p>`
  }`
}

/** Columns in which nothing would stand are left out. */
function tableOf(name: string, all: readonly AuditFinding[]): TableContent {
  const columns = COLUMNS.filter(({ isThere }) => all.some(isThere))
  return {
    caption: name,
    columns: columns.map(({ title }) => ({ title })),
    rows: all.map((one) => columns.map(({ cell }) => cell(one))),
  }
}

interface Column {
  readonly title: string
  readonly isThere: (one: AuditFinding) => boolean
  readonly cell: (one: AuditFinding) => Cell
}

const COLUMNS: readonly Column[] = [
  { title: 'What it is about', isThere: () => true, cell: ({ subject }) => ({ code: subject }) },
  { title: 'What was found', isThere: () => true, cell: ({ what }) => what },
  {
    title: 'Since',
    isThere: ({ since }) => since !== undefined,
    cell: ({ since }) => (since === undefined ? '' : timeText(since)),
  },
  {
    title: 'Recovery points',
    isThere: ({ points = [] }) => points.length > 0,
    cell: ({ points = [] }) => pointsText(points),
  },
]

function pointsText(points: readonly string[]): Cell {
  if (points.length === 0) return ''
  const rest = points.length - POINTS
  const more = rest > 0 ? [`and ${numberText(rest)} more`] : []
  return { code: [...points.slice(0, POINTS), ...more].join(' ') }
}

function whereNote(where: readonly string[]): Markup | string {
  if (where.length === 0) return ''
  return html`<p class="claim">
    Where to look: ${where.map((place, index) => html`${index === 0 ? '' : ', '}<code>${place}</code>`)}
  </p>`
}
