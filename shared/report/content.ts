import type { RunReport, Tally } from '../model/run.ts'
import { bytesText, durationText, numberText, timeText } from './format.ts'
import { callCount } from './tally.ts'

/** Text of ours, or `code`: a name or a message from elsewhere, to be shown as it is. */
export type Cell = string | { readonly code: string }

/** One table of the page. Columns are `numeric` when they are read down, as figures. */
export interface TableContent {
  readonly caption: string
  readonly columns: readonly { readonly title: string; readonly numeric?: boolean }[]
  readonly rows: readonly (readonly Cell[])[]
}

/** One part of the page under its own title. */
export interface SectionContent {
  readonly title: string
  readonly notes: readonly string[]
  readonly tables: readonly TableContent[]
}

/** How the states of a run are called. */
export const STATE_WORDS = { succeeded: 'succeeded', partly: 'partly done', failed: 'failed' } as const

/** A name and its value. */
export type Fact = readonly [name: string, value: string]

/** What run it was. */
export function runFacts(report: RunReport): readonly Fact[] {
  const { account, mode, plan, someZones, startedBy, startedAt, endedAt, nextRun } = report
  return [
    ['Account', account],
    ['Mode', mode],
    ...(plan === undefined ? [] : [['Plan', plan] as const]),
    ...(someZones === undefined ? [] : [['Zones', 'only those that it was started for'] as const]),
    ...(startedBy === undefined ? [] : [['Started by', startedBy] as const]),
    ['Started', timeText(startedAt)],
    ['Ended', timeText(endedAt)],
    ['Duration', durationText(startedAt, endedAt)],
    ['Next run', nextRun === undefined ? 'not known' : timeText(nextRun)],
  ]
}

/** The numbers that a reader looks for first; those that are nearly always zero only when they are not. */
export function keyFigures(totals: Tally): readonly Fact[] {
  return [
    ['Found', numberText(totals.found)],
    ['Captured', numberText(totals.captured)],
    ['Unchanged', numberText(totals.unchanged)],
    ['Deleted', numberText(totals.deletedCount)],
    ['Failed', numberText(totals.failedCount)],
    ...unless0('Unaccounted', totals.unaccounted),
    ...unless0('Left alone', totals.ignored),
    ['Gaps', numberText(totals.gapCount)],
    ['Fetched', bytesText(totals.bytesStored)],
    ['Deduplicated', bytesText(totals.bytesDeduplicated)],
    ['API calls', numberText(callCount(totals))],
    ['Throttled', numberText(totals.throttled)],
  ]
}

function unless0(name: string, value: number): readonly Fact[] {
  return value === 0 ? [] : [[name, numberText(value)]]
}
