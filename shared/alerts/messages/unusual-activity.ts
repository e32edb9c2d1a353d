import type { DetectorName, Sighting } from '../../model/activity.ts'
import type { Alert, Severity } from '../../model/alert.ts'
import { countText, numberText, timeText } from '../../report/format.ts'
import { alertOf, shellWord, shownName } from '../draft.ts'

/** Whose activity it is, and where the vault is that tells more. */
export interface SightingPlace {
  readonly account: string
  readonly vaultUrl: string
}

/** What each detector's sightings are called, how bad they are, and what a person does about them first. */
const KINDS: Readonly<
  Record<
    DetectorName,
    { readonly severity: Severity; readonly what: (one: Sighting) => string; readonly advice: string }
  >
> = {
  deletions: {
    severity: 'critical',
    what: ({ count }) => `${countText(count, 'function')} deleted within an hour`,
    advice: 'If nobody meant it, take the rights from whoever does it, then restore what is missing.',
  },
  'code-updates': {
    severity: 'warning',
    what: ({ count }) => `code of ${countText(count, 'function')} changed within an hour`,
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
      'A function that is public on purpose belongs to activity.publicFunctions in holdfast.yml; else remove the statement.',
  },
  'vault-attempt': {
    severity: 'critical',
    what: ({ events }) => `${events.join(', ')} on the vault or its key`,
    advice: 'A deployment of Holdfast may do it. If there was none, somebody is after the backups.',
  },
  'trail-stopped': {
    severity: 'critical',
    what: ({ events }) => `${events.join(', ')} on a trail of CloudTrail`,
    advice: 'Without a trail changes go unnoticed until the next run: `holdfast doctor` says how it stands.',
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
  { account, vaultUrl, at }: SightingPlace & { readonly at: Date },
): Alert {
  const { severity, what, advice } = KINDS[one.detector]
  const who = shownName(one.actor ?? 'nobody known')
  const text = what(one)
  return alertOf({
    kind: 'unusual-activity',
    key: `unusual-activity:${account}:${one.detector}:${one.subject}`,
    state,
    severity: state === 'ended' ? 'info' : severity,
    subject: state === 'ended' ? `quiet again in ${account}: ${text}` : `unusual in ${account}: ${text}`,
    lines: [
      state === 'ended' ? `It has been quiet since ${timeText(one.lastAt)}: ${text}.` : `${text}.`,
      `By ${who}, from ${timeText(one.firstAt)} to ${timeText(one.lastAt)}.`,
      ...(state === 'ended' ? [] : [namesLine(one), advice]),
    ],
    facts: factsOf(one),
    next: commands(one, vaultUrl),
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
    ['First', timeText(one.firstAt)],
    ['Last', timeText(one.lastAt)],
    ['Calls', one.events.join(', ') || 'none recorded'],
    ['Concerned', numberText(one.count)],
  ]
}

function namesLine({ names, count }: Sighting): string {
  const more = count > names.length ? ` and ${numberText(count - names.length)} more` : ''
  return `Concerned: ${names.map(shownName).join(', ')}${more}.`
}

function commands({ detector, names }: Sighting, vaultUrl: string): readonly string[] {
  const vault = `--vault ${shellWord(vaultUrl)}`
  const show = `holdfast activity --since 1d --by principal ${vault}`
  const [name] = names.map((place) => place.slice(place.lastIndexOf('/') + 1))
  if (detector === 'deletions') return [show, `holdfast list --deleted ${vault}`]
  if (detector === 'vault-attempt' || detector === 'trail-stopped')
    return [`holdfast doctor ${vault}`, `holdfast verify ${vault}`, show]
  return name === undefined ? [show] : [show, `holdfast diff ${shellWord(name)} ${vault}`]
}
