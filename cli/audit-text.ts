import type {
  AuditFinding,
  AuditReport,
  AuditState,
  ControlResult,
  ControlState,
} from '../shared/model/audit.ts'
import { CONTROL_WORDS, STATE_WORDS } from '../shared/audit/report/words.ts'
import { countText } from '../shared/report/format.ts'
import { auditReportKey } from '../shared/vault/audit-layout.ts'
import type { Style } from './print.ts'
import { printable, table } from './print.ts'

/** Findings of one control that the terminal shows; the files have all. */
const SHOWN = 20

/** An audit for people: each control in a line, and what is not as it should be. */
export function auditText(style: Style, report: AuditReport): string {
  const { controls, state, vault } = report
  const rows = controls.map((control) => [
    control.title,
    { text: CONTROL_WORDS[control.state], paint: painterOf(style, control.state) },
    summaryOf(control),
  ])
  const findings = controls.filter((control) => control.findings.length > 0)
  return [
    table(style, ['CONTROL', 'STATE', 'WHAT'], rows),
    ...findings.map((control) => findingsText(style, control)),
    `${vault}: ${endPainter(style, state)(STATE_WORDS[state])}`,
    `Report: ${vault}/${auditReportKey(report, 'html')}`,
  ].join('\n\n')
}

function painterOf(style: Style, state: ControlState): (text: string) => string {
  if (state === 'passed') return style.good
  if (state === 'failed') return style.bad
  return state === 'unknown' ? style.warn : style.dim
}

function endPainter(style: Style, state: AuditState): (text: string) => string {
  if (state === 'passed') return style.good
  return state === 'findings' ? style.warn : style.bad
}

/** Of a control that did not pass why, of one that did the first of what it rests on. */
function summaryOf({ reason, findings, evidence }: ControlResult): string {
  if (findings.length > 0) return countText(findings.length, 'finding')
  if (reason !== undefined) return reason
  return evidence
    .slice(0, 3)
    .map(({ name, value }) => `${name} ${value}`)
    .join(', ')
}

function findingsText(style: Style, { title, findings }: ControlResult): string {
  const rest = findings.length - SHOWN
  const lines = findings.slice(0, SHOWN).map((finding) => findingLine(style, finding))
  const more = rest > 0 ? [`  and ${rest} more`] : []
  return [style.bold(title), ...lines, ...more].join('\n')
}

function findingLine(style: Style, { subject, what }: AuditFinding): string {
  return `  ${printable(subject)}\n    ${style.dim(printable(what))}`
}
