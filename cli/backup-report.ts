import type { Gap } from '../shared/model/manifest.ts'
import type { Outcome } from '../shared/model/outcome.ts'
import { bytesText, countText } from '../shared/report/format.ts'
import type { Ending } from './exit-codes.ts'
import { table } from './print.ts'
import type { Style } from './print.ts'

/** What became of one zone: the outcome of each resource, or why the zone as a whole could not be read. */
export interface ZoneReport {
  readonly zone: string
  readonly outcomes: readonly Outcome[]
  /** Functions that were not read because the listing shows no change. */
  readonly unread: number
  readonly apiCalls: number
  readonly error?: { readonly name: string; readonly message: string }
}

/** Sums over zones. Bytes of `bytesDeduplicated` are named by new points and were in the vault before. */
export interface Totals {
  readonly captured: number
  readonly unchanged: number
  readonly deleted: number
  readonly notFound: number
  readonly failed: number
  readonly gaps: number
  readonly bytesStored: number
  readonly bytesDeduplicated: number
  readonly apiCalls: number
}

/** Adds up what became of everything. */
export function totalsOf(zones: readonly ZoneReport[]): Totals {
  const outcomes = zones.flatMap((zone) => zone.outcomes)
  const captured = outcomes.filter((outcome) => outcome.type === 'captured')
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    captured: captured.length,
    unchanged:
      outcomes.filter(({ type }) => type === 'unchanged').length + sum(zones.map((zone) => zone.unread)),
    deleted: outcomes.filter((outcome) => outcome.type === 'deleted' && !isNotFound(outcome)).length,
    notFound: outcomes.filter(isNotFound).length,
    failed: outcomes.filter(({ type }) => type === 'failed').length,
    gaps: sum(outcomes.map((outcome) => gapsOf(outcome).length)),
    bytesStored: sum(captured.map((outcome) => outcome.bytesStored)),
    bytesDeduplicated: sum(captured.map((outcome) => outcome.bytesDeduplicated)),
    apiCalls: sum(zones.map((zone) => zone.apiCalls)),
  }
}

/** How a backup ends: with gaps, failures or names that are nowhere it is only partly done. */
export function endingOf(zones: readonly ZoneReport[]): Ending {
  const { captured, unchanged, deleted, notFound, failed, gaps } = totalsOf(zones)
  const zoneFailed = zones.some((zone) => zone.error !== undefined)
  const done = captured + unchanged + deleted
  if (done === 0) return failed > 0 || zoneFailed ? 'failed' : 'nothingFound'
  return failed + gaps + notFound > 0 || zoneFailed ? 'partly' : 'done'
}

/** The report for people. What is unchanged is only counted: it may be tens of thousands of functions. */
export function reportText(style: Style, url: string, zones: readonly ZoneReport[]): string {
  const rows = zones.flatMap(({ outcomes }) => outcomes.filter(isWorthTelling).map((one) => row(style, one)))
  const gaps = zones.flatMap(({ outcomes }) => outcomes.flatMap(gapRows))
  const broken = zones.flatMap(({ zone, error }) => (error === undefined ? [] : [[zone, error.message]]))
  return [
    ...(rows.length > 0 ? [table(style, ['FUNCTION', 'ZONE', 'OUTCOME', 'STORED', 'DETAIL'], rows)] : []),
    ...(gaps.length > 0 ? [table(style, ['FUNCTION', 'ZONE', 'NOT READ', 'REASON', 'DETAIL'], gaps)] : []),
    ...(broken.length > 0 ? [table(style, ['ZONE', 'NOT READ'], broken)] : []),
    ...(rows.length === 0 && endingOf(zones) === 'nothingFound' ? [nothingText(zones)] : []),
    `${sumText(totalsOf(zones))}\n${url}`,
  ].join('\n\n')
}

function nothingText(zones: readonly ZoneReport[]): string {
  return `No function was found in ${zones.map(({ zone }) => zone).join(', ')}.`
}

function sumText(totals: Totals): string {
  const counts = (['captured', 'unchanged', 'deleted', 'failed'] as const).map(
    (name) => `${totals[name]} ${name}`,
  )
  const missing = totals.notFound > 0 ? [`${totals.notFound} not found`] : []
  const bytes = `${bytesText(totals.bytesStored)} stored, ${bytesText(totals.bytesDeduplicated)} deduplicated`
  return [
    ...counts,
    ...missing,
    countText(totals.gaps, 'gap'),
    bytes,
    countText(totals.apiCalls, 'API call'),
  ].join(', ')
}

function row(style: Style, outcome: Outcome) {
  const { name = '', zone = '' } = 'resource' in outcome ? outcome.resource : {}
  const [text, paint, stored, detail] = describeOutcome(style, outcome)
  return [name, zone, { text, paint }, stored, detail]
}

type Description = readonly [text: string, paint: (text: string) => string, stored: string, detail: string]

function describeOutcome(style: Style, outcome: Outcome): Description {
  if (outcome.type === 'captured') {
    const gaps = outcome.gaps.length
    const text = gaps > 0 ? `captured, ${countText(gaps, 'gap')}` : 'captured'
    return [text, gaps > 0 ? style.warn : style.good, bytesText(outcome.bytesStored), outcome.id]
  }
  if (outcome.type === 'failed') return ['failed', style.bad, '', outcome.message]
  if (outcome.type === 'ignored') return ['ignored', style.dim, '', outcome.reason]
  if (isNotFound(outcome)) return ['not found', style.warn, '', '']
  return [outcome.type, style.warn, '', '']
}

function gapRows(outcome: Outcome): readonly (readonly string[])[] {
  if (!('resource' in outcome)) return []
  const { name, zone } = outcome.resource
  return gapsOf(outcome).map(({ part, reason, message }) => [name, zone, part, reason, message])
}

/** Parts that could not be read, of a new point or of one that still says it all. */
function gapsOf(outcome: Outcome): readonly Gap[] {
  return outcome.type === 'captured' || outcome.type === 'unchanged' ? (outcome.gaps ?? []) : []
}

function isWorthTelling({ type }: Outcome): boolean {
  return type !== 'unchanged'
}

/** AWS does not know the function, and neither does the vault. */
function isNotFound(outcome: Outcome): boolean {
  return outcome.type === 'deleted' && outcome.manifest === undefined
}
