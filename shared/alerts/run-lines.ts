import type { RunReport, ZoneSummary } from '../model/run.ts'
import { STATE_WORDS } from '../report/content.ts'
import { countText, durationText, numberText } from '../report/format.ts'
import { troubleCount } from '../report/tally.ts'
import { reportKey } from '../vault/run-layout.ts'
import type { CommandPlace } from '../model/command-place.ts'
import { inVault } from '../model/command-place.ts'
import { shownName, shownResource } from './draft.ts'

/** Zones that one line names. */
const NAMED_ZONES = 3

/** Where the vault and the deployment are, and whether the report could be written. */
export interface ReportPlace extends CommandPlace {
  readonly written: boolean
}

/** What an on-call person needs of a run, in four lines: how it went, its counts, what failed first, and its report. */
export function runLines(report: RunReport, place: ReportPlace): readonly string[] {
  return [headLine(report), countLine(report), troubleLine(report), placeLine(report, place)]
}

/** What a person can type next. */
export function runCommands({ runId }: RunReport, place: ReportPlace): readonly string[] {
  return [`holdfast runs${place.written ? ` show ${runId}` : ''} ${inVault(place)}`]
}

/** The numbers of a run, one by one. */
export function runNumbers(report: RunReport): readonly (readonly [name: string, value: string])[] {
  const { mode, totals, zones, startedAt, endedAt } = report
  return [
    ['Mode', mode],
    ['Duration', durationText(startedAt, endedAt)],
    ['Zones', numberText(zones.length)],
    ['Found', numberText(totals.found)],
    ['Captured', numberText(totals.captured)],
    ['Deleted', numberText(totals.deletedCount)],
    ['Failed', numberText(troubleCount(totals))],
    ['Gaps', numberText(totals.gapCount)],
  ]
}

/** `quick run`, `quick run of plan payments`, `quick run of plan payments in some zones`. */
export function runName({ mode, plan, someZones }: RunReport): string {
  const ofPlan = plan === undefined ? '' : ` of plan ${shownName(plan)}`
  return `${mode} run${ofPlan}${someZones === true ? ' in some zones' : ''}`
}

/** What filter policies compare of a run. */
export function runAttributes({ runId, state, mode, totals }: RunReport) {
  return { runId, run: state, mode, failed: troubleCount(totals) }
}

function headLine(report: RunReport): string {
  const { runId, account, state, startedAt, endedAt } = report
  const duration = durationText(startedAt, endedAt)
  return `${STATE_WORDS[state].toUpperCase()}: ${runName(report)}, ${runId}, of account ${account} took ${duration}.`
}

function countLine({ totals, zones }: RunReport): string {
  const counts = [
    `${numberText(totals.captured)} captured`,
    `${numberText(totals.unchanged)} unchanged`,
    `${numberText(totals.deletedCount)} deleted`,
    `${numberText(totals.failedCount)} failed`,
    ...(totals.unaccounted === 0 ? [] : [`${numberText(totals.unaccounted)} unaccounted for`]),
    countText(totals.gapCount, 'gap'),
  ]
  return `Found ${numberText(totals.found)} in ${countText(zones.length, 'zone')}: ${counts.join(', ')}.`
}

function troubleLine(report: RunReport): string {
  const { failure, unknownZones } = report
  const facts = [
    ...(failure === undefined ? [] : [`The run failed: ${shownName(failure.error)}`]),
    ...zoneFacts('Zones failed', failedZones(report)),
    ...firstFailure(report),
    ...zoneFacts('Unknown zones', unknownZones.map(shownName)),
  ]
  return facts.length === 0 ? 'Nothing failed.' : `${facts.join('. ')}.`
}

function failedZones({ zones }: RunReport): readonly string[] {
  return zones.filter(({ state }) => state === 'failed').map(zoneFailure)
}

function zoneFailure({ zone, failure }: ZoneSummary): string {
  return failure === undefined ? zone : `${zone} (${shownName(failure.error)})`
}

function zoneFacts(title: string, zones: readonly string[]): readonly string[] {
  if (zones.length === 0) return []
  const more = zones.length > NAMED_ZONES ? ` and ${numberText(zones.length - NAMED_ZONES)} more` : ''
  return [`${title}: ${zones.slice(0, NAMED_ZONES).join(', ')}${more}`]
}

function firstFailure({ zones }: RunReport): readonly string[] {
  const first = zones.flatMap(({ failed }) => failed.slice(0, 1))[0]
  if (first === undefined) return []
  return [`First failure: ${shownResource(first.resource)} (${shownName(first.failure.error)})`]
}

function placeLine(report: RunReport, { vaultUrl, written }: ReportPlace): string {
  const where = written
    ? `${vaultUrl}/${reportKey(report, 'html')}`
    : 'could not be written; see the log of the run'
  return `Report: ${where}`
}
