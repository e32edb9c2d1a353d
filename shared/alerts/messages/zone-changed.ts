import type { Alert } from '../../model/alert.ts'
import type { NotEnrolled, RunReport } from '../../model/run.ts'
import { countText } from '../../report/format.ts'
import type { Draft } from '../draft.ts'
import { alertOf, shownName } from '../draft.ts'

/** Everything that a run found out about zones: those that are new, those that are gone, those whose changes do not arrive. */
export function zoneAlerts(report: RunReport): readonly Alert[] {
  const { newZones, vanishedZones, notEnrolled, zones } = report
  const refused = new Set(notEnrolled.map(({ zone }) => zone))
  const enrolled = zones.map(({ zone }) => zone).filter((zone) => zone !== 'edge' && !refused.has(zone))
  return [
    ...(newZones.length === 0 ? [] : [zonesNew(report)]),
    ...(vanishedZones.length === 0 ? [] : [zonesVanished(report)]),
    ...notEnrolled.map((one) => zoneNotEnrolled(report, one)),
    ...enrolled.map((zone) => zoneEnrolled(report, zone)),
  ]
}

/** Zones that no earlier run saw: they are protected from now on. */
export function zonesNew(report: RunReport): Alert {
  const { account, runId, newZones } = report
  return zoneAlert(report, {
    key: `zone-changed:new/${account}/${runId}`,
    state: 'once',
    severity: 'info',
    subject: `${countText(newZones.length, 'new zone')} in ${account}: ${newZones.join(', ')}`,
    lines: [
      `Run ${runId} found zones for the first time, and protects them: ${newZones.join(', ')}.`,
      'To leave one out, deploy with the parameter ExcludeZones.',
    ],
    facts: [['Zones', newZones.join(', ')]],
    next: ['holdfast zones'],
  })
}

/** Zones that earlier runs saw and this one did not: their recovery points stay. */
export function zonesVanished(report: RunReport): Alert {
  const { account, runId, vanishedZones } = report
  return zoneAlert(report, {
    key: `zone-changed:vanished/${account}/${runId}`,
    state: 'once',
    severity: 'warning',
    subject: `${countText(vanishedZones.length, 'zone')} vanished in ${account}: ${vanishedZones.join(', ')}`,
    lines: [
      `Run ${runId} does not find zones any more that earlier ones saw: ${vanishedZones.join(', ')}.`,
      'Their recovery points stay. A region vanishes when the account opts out of it, or when Holdfast is told to leave it out.',
    ],
    facts: [['Zones', vanishedZones.join(', ')]],
    next: ['holdfast zones'],
  })
}

/** Changes in a zone are not noticed until the next run. */
export function zoneNotEnrolled(report: RunReport, { zone, error }: NotEnrolled): Alert {
  return zoneAlert(report, {
    key: notEnrolledKey(report, zone),
    state: 'begun',
    severity: 'warning',
    subject: `changes in ${zone} are not noticed (${shownName(error)})`,
    lines: [
      `The rule that sends the changes of ${zone} to Holdfast could not be made: ${shownName(error)}.`,
      'Runs capture the zone all the same; between two of them a change there is not noticed.',
    ],
    facts: [['Error', error]],
    next: ['holdfast zones --enrol', 'holdfast doctor'],
    zone,
  })
}

function zoneEnrolled(report: RunReport, zone: string): Alert {
  return zoneAlert(report, {
    key: notEnrolledKey(report, zone),
    state: 'ended',
    severity: 'info',
    subject: `changes in ${zone} are noticed again`,
    lines: [`The changes of ${zone} arrive: its rule is there.`],
    facts: [],
    next: [],
    zone,
  })
}

function zoneAlert(
  { account, runId, endedAt }: RunReport,
  draft: Omit<Draft, 'kind' | 'at' | 'account' | 'attributes'>,
): Alert {
  return alertOf({ ...draft, kind: 'zone-changed', at: endedAt, account, attributes: { runId } })
}

function notEnrolledKey({ account }: RunReport, zone: string): string {
  return `zone-changed:not-enrolled/${account}/${zone}`
}
