import type { NotEnrolled, RunReport, ZoneSummary } from '../model/run.ts'
import { reportKey } from '../vault/run-layout.ts'
import { STATE_WORDS } from './content.ts'
import { countText, durationText, numberText } from './format.ts'
import { troubleCount } from './tally.ts'

/** SNS: "no line breaks or control characters, and less than 100 characters long" (API reference, Publish). */
const SUBJECT_LENGTH = 99

/** Characters of a name that an alert shows. */
const NAME_LENGTH = 80

/** Zones that one line names. */
const NAMED_ZONES = 3

/** What an alert's subscribers filter by: `info` is good news, `warning` can wait until morning, `critical` cannot. */
export type Severity = 'info' | 'warning' | 'critical'

/** One alert, as SNS takes it. Attributes that are numbers can be compared by filters. */
export interface AlertText {
  readonly subject: string
  readonly text: string
  readonly attributes: Readonly<Record<string, string | number>>
}

/** Where the vault is, and whether the report could be written there. */
export interface ReportPlace {
  readonly vaultUrl: string
  readonly written: boolean
}

/**
 * What an on-call person needs of a run, in five lines. It is made of numbers and of names of zones, resources and
 * errors alone, never of a message: so no secret can be in it.
 */
export function alertText(report: RunReport, place: ReportPlace): AlertText {
  const { runId, account, mode, state, totals } = report
  return {
    subject: subjectOf(report),
    text: [headLine(report), countLine(report), troubleLine(report), ...placeLines(report, place)].join('\n'),
    attributes: {
      event: 'run',
      severity: severityOf(report),
      state,
      account,
      mode,
      runId,
      failed: troubleCount(totals),
      gaps: totals.gapCount,
    },
  }
}

function severityOf({ state, vanishedZones, unknownZones, notEnrolled }: RunReport): Severity {
  if (state === 'failed') return 'critical'
  const amiss = vanishedZones.length + unknownZones.length + notEnrolled.length
  return state === 'partly' || amiss > 0 ? 'warning' : 'info'
}

function subjectOf({ account, mode, state, totals, zones }: RunReport): string {
  const lostZones = zones.filter((zone) => zone.state === 'failed').length
  const trouble = troubleCount(totals)
  const numbers = [
    ...(lostZones === 0 ? [] : [`${countText(lostZones, 'zone')} failed`]),
    ...(trouble === 0 ? [] : [`${countText(trouble, 'resource')} failed`]),
  ]
  const all = `${numberText(totals.found)} found`
  const subject = `Holdfast: ${mode} run ${STATE_WORDS[state]} in ${account}, ${numbers.join(', ') || all}`
  return subject.slice(0, SUBJECT_LENGTH)
}

function headLine({ runId, account, mode, state, startedAt, endedAt }: RunReport): string {
  const duration = durationText(startedAt, endedAt)
  return `${STATE_WORDS[state].toUpperCase()}: ${mode} run ${runId} of account ${account} took ${duration}.`
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
  const { failure, newZones, vanishedZones, unknownZones, notEnrolled } = report
  const facts = [
    ...(failure === undefined ? [] : [`The run failed: ${shown(failure.error)}`]),
    ...zoneFacts('Zones failed', failedZones(report)),
    ...firstFailure(report),
    ...zoneFacts('Changes not noticed in', notEnrolled.map(refusal)),
    ...zoneFacts('Vanished zones', vanishedZones),
    ...zoneFacts('Unknown zones', unknownZones.map(shown)),
    ...zoneFacts('New zones', newZones),
  ]
  return facts.length === 0 ? 'Nothing failed.' : `${facts.join('. ')}.`
}

function refusal({ zone, error }: NotEnrolled): string {
  return `${zone} (${shown(error)})`
}

function failedZones({ zones }: RunReport): readonly string[] {
  return zones.filter(({ state }) => state === 'failed').map(zoneFailure)
}

function zoneFailure({ zone, failure }: ZoneSummary): string {
  return failure === undefined ? zone : `${zone} (${shown(failure.error)})`
}

function zoneFacts(title: string, zones: readonly string[]): readonly string[] {
  if (zones.length === 0) return []
  const more = zones.length > NAMED_ZONES ? ` and ${numberText(zones.length - NAMED_ZONES)} more` : ''
  return [`${title}: ${zones.slice(0, NAMED_ZONES).join(', ')}${more}`]
}

function firstFailure({ zones }: RunReport): readonly string[] {
  const first = zones.flatMap(({ failed }) => failed.slice(0, 1))[0]
  if (first === undefined) return []
  const { resource, failure } = first
  return [`First failure: ${resource.zone}/${shown(resource.name)} (${shown(failure.error)})`]
}

function placeLines(report: RunReport, { vaultUrl, written }: ReportPlace): readonly string[] {
  const where = written
    ? `${vaultUrl}/${reportKey(report, 'html')}`
    : 'could not be written; see the log of the run'
  const next = written ? `runs show ${report.runId}` : 'runs'
  return [`Report: ${where}`, `Next: holdfast ${next} --vault ${vaultUrl}`]
}

/** A name from elsewhere, on one line and of limited length. */
function shown(name: string): string {
  const line = name.replaceAll(/[^\x20-\x7e]/g, '?')
  return line.length <= NAME_LENGTH ? line : `${line.slice(0, NAME_LENGTH - 3)}...`
}
