import type { Finding, FindingState } from '../shared/doctor/finding.ts'
import { countText, printable, table } from './print.ts'
import type { Style } from './print.ts'

const WORST_FIRST: readonly FindingState[] = ['problem', 'unknown', 'warning', 'ok']

/** What the doctor found, the worst first; below it the commands that mend, each once. */
export function doctorText(style: Style, findings: readonly Finding[]): string {
  const sorted = WORST_FIRST.flatMap((state) => findings.filter((finding) => finding.state === state))
  const rows = sorted.map(({ state, check, zone, what }) => [
    { text: state, paint: paintOf(style, state) },
    check,
    zone,
    what,
  ])
  const mends = [...new Set(sorted.flatMap(({ mend }) => mend ?? []))]
  const blocks = [table(style, ['STATE', 'CHECK', 'ZONE', 'WHAT'], rows)]
  if (mends.length > 0)
    blocks.push(`${style.bold('To mend:')}\n${mends.map((one) => `  ${printable(one)}`).join('\n')}`)
  return [...blocks, summary(sorted)].join('\n\n')
}

function summary(findings: readonly Finding[]): string {
  const counts = WORST_FIRST.map((state) => findings.filter((finding) => finding.state === state).length)
  const [problems = 0, unknowns = 0, warnings = 0, well = 0] = counts
  if (well === findings.length) return `All is well: ${countText(well, 'check')}.`
  return `${countText(problems, 'problem')}, ${countText(warnings, 'warning')}, ${unknowns} unknown, ${well} ok.`
}

function paintOf(style: Style, state: FindingState): (text: string) => string {
  if (state === 'ok') return style.good
  return state === 'problem' ? style.bad : style.warn
}
