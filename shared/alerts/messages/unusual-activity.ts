import type { DetectorName, Sighting } from '../../model/activity.ts'
import type { Alert, Severity } from '../../model/alert.ts'
import { countText, numberText, timeText } from '../../report/format.ts'
import type { CommandPlace } from '../../model/command-place.ts'
import { doctorCommand, inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName } from '../draft.ts'
import { auditAgain } from './audit-problem.ts'

/** Whose activity it is, and where the vault and the deployment are that tell more. */
export interface SightingPlace extends CommandPlace {
  readonly account: string
}

/** What each detector's sightings are called, how bad they are, and what a person does about them first. */
const KINDS: Readonly<
  Record<
    DetectorName,
    {
      readonly severity: Severity
      readonly what: (one: Sighting) => string
      readonly advice: string
      /** What an end does not say: that it is quiet is not always that it is over. */
      readonly afterwards?: string
    }
  >
> = {
  deletions: {
    severity: 'critical',
    what: (one) => `${concerned(one)} ${isUncalled(one) ? 'gone, found by a run' : 'deleted within an hour'}`,
    advice: 'If nobody meant it, take the rights from whoever does it, then restore what is missing.',
  },
  'code-updates': {
    severity: 'warning',
    what: (one) => `code of ${concerned(one)} changed within an hour`,
    advice: 'Whoever deploys so many on purpose belongs to activity.deployers in holdfast.yml.',
  },
  'new-principal': {
    severity: 'warning',
    what: ({ count }) => `${countText(count, 'function')} changed by a principal that never did before`,
    advice: 'It is told once; from now on the principal is known.',
  },
  'open-policy': {
    severity: 'critical',
    what: ({ subject }) => `everybody may invoke ${subject}`,
    advice:
      'A function that is public on purpose belongs to activity.publicFunctions in holdfast.yml; else remove its statement: the first command says which policy it is in, the second shows its Sid, which stands instead of SID in the third; both with --qualifier for an alias or a version.',
    afterwards: 'Whether it stands open still, the audit says.',
  },
  'vault-attempt': {
    severity: 'critical',
    what: ({ events }) => `${events.join(', ')} on the vault or its key`,
    advice: 'A deployment of Holdfast may do it. If there was none, somebody is after the backups.',
  },
  'trail-stopped': {
    severity: 'critical',
    what: ({ events }) => `${events.join(', ')} on a trail of CloudTrail`,
    advice: 'Without a trail changes go unnoticed until the next run: doctor says how it stands.',
    afterwards: 'Whether a trail records changes, doctor says.',
  },
}

/**
 * Something unusual, or that it is over: quiet for as long as the watch looks back.
 *
 * @param at when it was noticed
 */
export function unusualActivity(
  one: Sighting,
  state: 'begun' | 'ended',
  { at, ...place }: SightingPlace & { readonly at: Date },
): Alert {
  const { severity, what, advice, afterwards } = KINDS[one.detector]
  const { account } = place
  const text = what(one)
  return alertOf({
    kind: 'unusual-activity',
    key: `unusual-activity:${account}:${one.detector}:${one.subject}`,
    state,
    severity: state === 'ended' ? 'info' : severity,
    subject: state === 'ended' ? `quiet again in ${account}: ${text}` : `unusual in ${account}: ${text}`,
    lines: [
      state === 'ended' ? `It has been quiet since ${timeText(one.lastAt)}: ${text}.` : `${text}.`,
      byLine(one),
      ...(state === 'ended' ? [afterwards] : [namesLine(one), uncalledAdvice(one), advice]).filter(
        (line) => line !== undefined,
      ),
    ],
    facts: factsOf(one),
    next: commands(one, state, place),
    at: at.toISOString(),
    account,
    zone: one.zone,
    attributes: { detector: one.detector, count: one.count },
  })
}

function factsOf(one: Sighting): readonly (readonly [string, string])[] {
  return [
    ['Detector', one.detector],
    ['By', one.actor ?? 'nobody known'],
    ...(one.plan === undefined ? [] : [['Plan', one.plan] as const]),
    ['First', timeText(one.firstAt)],
    ['Last', timeText(one.lastAt)],
    ['Calls', one.events.join(', ') || 'none recorded'],
    ['Concerned', numberText(one.count)],
  ]
}

/** Whether it was found without the record of a call. */
function isUncalled({ actor, events }: Sighting): boolean {
  return actor === undefined && events.length === 0
}

/** `12 functions`, `12 functions of plan critical`. */
function concerned({ count, plan }: Sighting): string {
  const functions = countText(count, 'function')
  return plan === undefined ? functions : `${functions} of plan ${shownName(plan)}`
}

function byLine(one: Sighting): string {
  const { actor, firstAt, lastAt } = one
  const span =
    firstAt === lastAt ? `at ${timeText(lastAt)}` : `from ${timeText(firstAt)} to ${timeText(lastAt)}`
  if (isUncalled(one)) return `Found ${span}; no record of a call says who did it, or when.`
  return `By ${shownName(actor ?? 'nobody known')}, ${span}.`
}

/** Calls that are not recorded are a problem by themselves. */
function uncalledAdvice(one: Sighting): string | undefined {
  return isUncalled(one)
    ? 'The call did not arrive: a trail or a rule may be missing, doctor says how it stands.'
    : undefined
}

function namesLine({ names, count }: Sighting): string {
  const more = count > names.length ? ` and ${numberText(count - names.length)} more` : ''
  return `Concerned: ${names.map(shownName).join(', ')}${more}.`
}

function commands(one: Sighting, state: 'begun' | 'ended', place: CommandPlace): readonly string[] {
  if (one.detector === 'open-policy' && state === 'ended') return [auditAgain(place, 'open-policies')]
  const own = commandsOf(one, place)
  const doctor = doctorCommand(place)
  return isUncalled(one) && !own.includes(doctor) ? [...own, doctor] : own
}

function commandsOf({ detector, names }: Sighting, place: CommandPlace): readonly string[] {
  const vault = inVault(place)
  const show = `holdfast activity --since 1d --by principal ${vault}`
  if (detector === 'deletions') return [show, `holdfast list --deleted ${vault}`]
  if (detector === 'vault-attempt' || detector === 'trail-stopped')
    return [doctorCommand(place), `holdfast verify ${vault}`, show]
  const [first = ''] = names
  const [, zone, name] = /^([^/]+)\/(.+)$/s.exec(first) ?? []
  if (zone === undefined || name === undefined) return [show]
  const diff = `holdfast diff ${shellWord(name)} --zone ${shellWord(zone)} ${vault}`
  if (detector !== 'open-policy') return [show, diff]
  const policy = `--function-name ${shellWord(name)} --region ${shellWord(zone)}`
  return [
    diff,
    `aws lambda get-policy ${policy}`,
    `aws lambda remove-permission ${policy} --statement-id SID`,
    show,
  ]
}
