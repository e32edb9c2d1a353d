import type { RunReport, ZoneSummary } from '../model/run.ts'
import type { Cell, TableContent } from './content.ts'
import { bytesText, durationText, numberText } from './format.ts'
import { callCount } from './tally.ts'

interface Column {
  readonly title: string
  readonly numeric?: boolean
  readonly cell: (zone: ZoneSummary) => Cell
}

const UNACCOUNTED = 'Unaccounted'

const COLUMNS: readonly Column[] = [
  { title: 'Zone', cell: ({ zone }) => zone },
  { title: 'State', cell: ({ state }) => state },
  number('Found', ({ found }) => found),
  number('Captured', ({ captured }) => captured),
  number('Unchanged', ({ unchanged }) => unchanged),
  number('Deleted', ({ deletedCount }) => deletedCount),
  number('Failed', ({ failedCount }) => failedCount),
  number(UNACCOUNTED, ({ unaccounted }) => unaccounted),
  number('Gaps', ({ gapCount }) => gapCount),
  { title: 'Fetched', numeric: true, cell: ({ bytesStored }) => bytesText(bytesStored) },
  { title: 'Deduplicated', numeric: true, cell: ({ bytesDeduplicated }) => bytesText(bytesDeduplicated) },
  number('API calls', callCount),
  number('Throttled', ({ throttled }) => throttled),
  {
    title: 'Duration',
    numeric: true,
    cell: ({ startedAt, endedAt }) => durationText(startedAt, endedAt),
  },
]

/** Zones with trouble first, the others after them; by name within each. */
export function zonesInOrder({ zones }: RunReport): readonly ZoneSummary[] {
  const order = { failed: 0, partly: 1, done: 2 }
  return zones.toSorted((a, b) => order[a.state] - order[b.state] || a.zone.localeCompare(b.zone, 'en'))
}

/** One row of numbers for each zone; what is unaccounted for has a column only when there is any. */
export function zoneTable(report: RunReport): TableContent {
  const columns = COLUMNS.filter(({ title }) => title !== UNACCOUNTED || report.totals.unaccounted > 0)
  return {
    caption: 'Zones in numbers',
    columns,
    rows: zonesInOrder(report).map((zone) => columns.map(({ cell }) => cell(zone))),
  }
}

function number(title: string, count: (zone: ZoneSummary) => number): Column {
  return { title, numeric: true, cell: (zone) => numberText(count(zone)) }
}
