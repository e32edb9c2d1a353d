import type { Failure, NotEnrolled, RunReport, ZoneSummary } from '../model/run.ts'
import type { SectionContent, TableContent } from './content.ts'
import { countText } from './format.ts'
import { addUp, kindTable } from './kinds.ts'
import { restNotes, sampleAcross } from './sample.ts'
import { zonesInOrder } from './zone-table.ts'

/** What stands above the zones: trouble with the run or with whole zones. Nothing when there is none. */
export function attentionSections(report: RunReport): readonly SectionContent[] {
  return [attentionSection(report)].filter(isWorthSaying)
}

/** What stands below the zones, in order; parts with nothing to say are left out. */
export function detailSections(report: RunReport): readonly SectionContent[] {
  const sections = [
    failureSection(report),
    gapSection(report),
    deletedSection(report),
    requestSection(report),
  ]
  return sections.filter(isWorthSaying)
}

function isWorthSaying({ notes, tables }: SectionContent): boolean {
  return notes.length + tables.length > 0
}

/** What the run as a whole has to say before any resource does. */
function attentionSection(report: RunReport): SectionContent {
  const { failure, totals, newZones, vanishedZones, unknownZones, notEnrolled } = report
  const failedZones = report.zones.filter(({ state }) => state === 'failed')
  return {
    title: 'Attention',
    notes: [
      ...(totals.unaccounted === 0 ? [] : [unaccountedNote(totals.unaccounted)]),
      ...zoneNote('New', newZones, 'No earlier run saw them.'),
      ...zoneNote(
        'Vanished',
        vanishedZones,
        'Earlier runs saw them and this one did not; their points stay.',
      ),
      ...zoneNote('Unknown', unknownZones, 'The run was asked for them, and the account does not have them.'),
    ],
    tables: [
      ...(failure === undefined ? [] : [failureTable('Why the run failed', [['the run', failure]])]),
      ...(failedZones.length === 0 ? [] : [failureTable('Zones that failed', failedZones.map(reasonOf))]),
      ...(notEnrolled.length === 0
        ? []
        : [
            failureTable(
              'Zones whose changes are not noticed until the next run',
              notEnrolled.map(refusalOf),
            ),
          ]),
    ],
  }
}

function unaccountedNote(count: number): string {
  return `${countText(count, 'resource')} unaccounted for: planned, and no shard said what became of them. A shard ended early; the next run reads them again.`
}

function zoneNote(word: string, zones: readonly string[], meaning: string): readonly string[] {
  return zones.length === 0 ? [] : [`${word} zones: ${zones.join(', ')}. ${meaning}`]
}

type Why = Pick<Failure, 'error' | 'message'>

function reasonOf({ zone, failure }: ZoneSummary): readonly [string, Why] {
  return [zone, failure ?? { error: 'unknown', message: '' }]
}

function refusalOf({ zone, ...why }: NotEnrolled): readonly [string, Why] {
  return [zone, why]
}

function failureTable(caption: string, failures: readonly (readonly [string, Why])[]): TableContent {
  return {
    caption,
    columns: [{ title: 'What' }, { title: 'Error' }, { title: 'Message' }],
    rows: failures.map(([what, { error, message }]) => [what, { code: error }, { code: message }]),
  }
}

function failureSection(report: RunReport): SectionContent {
  const lists = zonesInOrder(report).map(({ failed }) => failed)
  const sample = sampleAcross(lists, report.totals.failedCount)
  if (sample.total === 0) return { title: 'Failures', notes: [], tables: [] }
  const kinds = addUp(
    report.zones.flatMap((zone) => zone.failureKinds.map(({ error, count }) => ({ kind: [error], count }))),
  )
  return {
    title: 'Failures',
    notes: restNotes(sample, 'failure'),
    tables: [
      kindTable('Failures by kind', ['Error', 'Count'], kinds),
      {
        caption: 'Resources that failed',
        columns: [{ title: 'Zone' }, { title: 'Resource' }, { title: 'Error' }, { title: 'Message' }],
        rows: sample.shown.map(({ resource, failure }) => [
          resource.zone,
          { code: resource.name },
          { code: failure.error },
          { code: failure.message },
        ]),
      },
    ],
  }
}

function gapSection(report: RunReport): SectionContent {
  const lists = zonesInOrder(report).map(({ gaps }) => gaps)
  const sample = sampleAcross(lists, report.totals.gapCount)
  if (sample.total === 0) return { title: 'Gaps', notes: [], tables: [] }
  const kinds = addUp(
    report.zones.flatMap((zone) =>
      zone.gapKinds.map(({ part, reason, count }) => ({ kind: [part, reason], count })),
    ),
  )
  return {
    title: 'Gaps',
    notes: [
      'Parts that could not be read; the rest of each resource is backed up.',
      ...restNotes(sample, 'gap'),
    ],
    tables: [
      kindTable('Gaps by kind', ['Part', 'Reason', 'Count'], kinds),
      {
        caption: 'Parts that could not be read',
        columns: ['Zone', 'Resource', 'Part', 'Reason', 'Message'].map((title) => ({ title })),
        rows: sample.shown.map(({ resource, part, reason, message }) => [
          resource.zone,
          { code: resource.name },
          { code: part },
          reason,
          { code: message },
        ]),
      },
    ],
  }
}

function deletedSection(report: RunReport): SectionContent {
  const lists = zonesInOrder(report).map(({ deleted }) => deleted)
  const sample = sampleAcross(lists, report.totals.deletedCount)
  if (sample.total === 0) return { title: 'Deleted', notes: [], tables: [] }
  return {
    title: 'Deleted',
    notes: ['No longer there; their recovery points stay.', ...restNotes(sample, 'deletion')],
    tables: [
      {
        caption: 'Resources that were deleted',
        columns: [{ title: 'Zone' }, { title: 'Kind' }, { title: 'Resource' }],
        rows: sample.shown.map(({ zone, kind, name }) => [zone, kind, { code: name }]),
      },
    ],
  }
}

function requestSection({ totals }: RunReport): SectionContent {
  const services = Object.entries(totals.apiCalls).map(([service, count]) => ({ kind: [service], count }))
  const tables =
    services.length === 0 ? [] : [kindTable('Requests to AWS', ['Service', 'Count'], addUp(services))]
  return { title: 'Requests', notes: [], tables }
}
