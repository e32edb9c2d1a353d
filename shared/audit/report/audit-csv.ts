import type { AuditReport, ControlResult } from '../../model/audit.ts'

const COLUMNS = ['audit', 'control', 'state', 'line', 'subject', 'what', 'since', 'points'] as const

/**
 * An audit for spreadsheets (RFC 4180): one line for each control, each piece of evidence, each finding and each note.
 * Text that a spreadsheet would take for a formula gets a quotation mark before it (OWASP, "CSV Injection").
 */
export function auditCsv({ auditId, controls }: AuditReport): string {
  const rows = controls.flatMap((control) => rowsOf(control).map((row) => [auditId, ...row]))
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

function rowsOf({
  id,
  title,
  claim,
  state,
  reason,
  evidence,
  findings,
  notes,
}: ControlResult): readonly (readonly string[])[] {
  const named = (line: string) => (one: ControlResult['findings'][number]) => [
    id,
    state,
    line,
    one.subject,
    one.what,
    one.since ?? '',
    (one.points ?? []).join(' '),
  ]
  return [
    [id, state, 'control', title, reason ?? claim, '', ''],
    ...evidence.map(({ name, value }) => [id, state, 'evidence', name, String(value), '', '']),
    ...findings.map(named('finding')),
    ...notes.map(named('note')),
  ]
}

function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
