import type { Alert } from '../../model/alert.ts'
import type { NotEnrolled, RunReport } from '../../model/run.ts'
import { countText } from '../../report/format.ts'
import type { CommandPlace, DeploymentName } from '../../model/command-place.ts'
import { doctorCommand, inVault, ofStack } from '../../model/command-place.ts'
import type { Draft } from '../draft.ts'
import { alertOf, shownName } from '../draft.ts'

/** Everything that a run found out about zones: those that are new, those that are gone, those whose changes do not arrive. */
export function zoneAlerts(report: RunReport, place: CommandPlace): readonly Alert[] {
  const { newZones, vanishedZones, notEnrolled, zones } = report
  const refused = new Set(notEnrolled.map(({ zone }) => zone))
  const enrolled = zones.map(({ zone }) => zone).filter((zone) => zone !== 'edge' && !refused.has(zone))
  return [
    ...(newZones.length === 0 ? [] : [zonesNew(report, place)]),
    ...(vanishedZones.length === 0 ? [] : [zonesVanished(report, place)]),
    ...notEnrolled.map((one) => zoneNotEnrolled(report, one, place)),
    ...enrolled.map((zone) => zoneEnrolled(report, zone)),
  ]
}

/** Zones that no earlier run saw: they are protected from now on. */
export function zonesNew(report: RunReport, place: DeploymentName): Alert {
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
    next: [`holdfast zones ${ofStack(place)}`],
  })
}

/** Zones that earlier runs saw and this one did not: their recovery points stay. */
export function zonesVanished(report: RunReport, place: CommandPlace): Alert {
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
    next: [
      `holdfast zones ${ofStack(place)}`,
      ...vanishedZones.map((zone) => `holdfast list --zone ${zone} ${inVault(place)}`),
    ],
  })
}

/** Changes in a zone are not noticed until the next run. */
export function zoneNotEnrolled(
  report: RunReport,
  { zone, error }: NotEnrolled,
  place: DeploymentName,
): Alert {
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
    next: [`holdfast zones --enrol --zone ${zone} ${ofStack(place)}`, doctorCommand(place)],
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
