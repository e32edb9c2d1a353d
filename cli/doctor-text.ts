import type { Finding, FindingState } from '../shared/doctor/finding.ts'
import { countText } from '../shared/report/format.ts'
import { printable, table } from './print.ts'
import type { Cell, Style } from './print.ts'

const WORST_FIRST: readonly FindingState[] = ['problem', 'unknown', 'warning', 'ok']

/** Zones of one line that are named; of more only the number is. */
const NAMED_ZONES = 3

/**
 * What the doctor found, the worst first, zones of which the same is true on one line; below it the commands that
 * mend, each once.
 */
export function doctorText(style: Style, findings: readonly Finding[]): string {
  const sorted = WORST_FIRST.flatMap((state) => findings.filter((finding) => finding.state === state))
  const alike = Map.groupBy(sorted, ({ state, check, what }) => `${state} ${check} ${what}`)
  const rows = [...alike.values()].flatMap((group) => rowOf(style, group))
  const mends = [...new Set(sorted.flatMap(({ mend }) => mend ?? []))]
  const blocks = [table(style, ['STATE', 'CHECK', 'ZONE', 'WHAT'], rows)]
  const absent = sorted.find(({ check, state }) => check === 'deployment' && state === 'unknown')
  if (absent !== undefined) blocks.push(printable(absent.what))
  if (mends.length > 0)
    blocks.push(`${style.bold('To mend:')}\n${mends.map((one) => `  ${printable(one)}`).join('\n')}`)
  return [...blocks, summary(sorted)].join('\n\n')
}

function rowOf(style: Style, group: readonly Finding[]): readonly (readonly Cell[])[] {
  const [first] = group
  if (first === undefined) return []
  const { state, check, what } = first
  return [[{ text: state, paint: paintOf(style, state) }, check, zonesText(group), what]]
}

function zonesText(group: readonly Finding[]): string {
  const zones = [...new Set(group.map(({ zone }) => zone))]
  if (zones.length <= NAMED_ZONES) return zones.join(', ')
  return `${zones.slice(0, NAMED_ZONES - 1).join(', ')} and ${zones.length - NAMED_ZONES + 1} more`
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
