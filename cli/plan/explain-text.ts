import type { ResourceRef } from '../../shared/model/resource.ts'
import type { PlanChoice, PlanFinding } from '../../shared/plans/choose-plan.ts'
import { timeText } from '../../shared/report/format.ts'
import type { Style } from '../print.ts'
import { facts, printable, table } from '../print.ts'
import type { JudgedPoint } from './expiring-points.ts'
import type { PlanTerms } from './plan-terms.ts'
import type { UnusualTerms } from './unusual-terms.ts'
import { unusualText } from './unusual-terms.ts'

interface Explained {
  readonly resource: ResourceRef
  readonly deleted: boolean
  readonly choice: PlanChoice
  readonly rule: string
  readonly seen: Date
  readonly terms: PlanTerms | null
  readonly unusual: UnusualTerms
  /** What retention would decide now, newest first; `null` when everything is kept. */
  readonly points: readonly JudgedPoint[] | null
  readonly findings: readonly PlanFinding[]
}

/** What `plan explain` tells people. */
export function explainText(style: Style, explained: Explained): string {
  const { resource, deleted, choice, rule, seen, terms, unusual, points, findings } = explained
  const lines = facts(style, [
    [resource.kind, resource.name],
    ['zone', resource.zone],
    ['account', resource.account],
    ['plan', planText(choice)],
    ['because', rule],
    ['last seen', `${timeText(seen)}${deleted ? ', deleted since' : ''}`],
    ...(terms === null ? [] : termLines(terms, deleted)),
    ...(deleted ? [] : [['unusual', unusualText(unusual)] as const]),
  ])
  const remarks = findings.map(({ message }) => `${style.warn('look at')}  ${printable(message)}`)
  const judged = points === null ? [] : ['', ...pointLines(style, points)]
  return [lines, ...remarks, ...judged].join('\n')
}

/** Points that are printed; `--json` has all. */
const SHOWN = 30

function pointLines(style: Style, points: readonly JudgedPoint[]): readonly string[] {
  const rows = points
    .slice(0, SHOWN)
    .map(({ takenAt, type, keep, reasons }) => [
      timeText(takenAt),
      type === 'point' ? 'point' : 'deletion',
      keep ? { text: 'stays', paint: style.good } : { text: 'expires', paint: style.warn },
      reasons.join(', '),
    ])
  const more = points.length > SHOWN ? [`and ${points.length - SHOWN} older; --json has them all`] : []
  return [table(style, ['TAKEN', 'WHAT', 'NOW', 'WHY'], rows), ...more]
}

function planText(choice: PlanChoice): string {
  if (choice.type === 'plan') return choice.plan
  return choice.type === 'excluded' ? `none, excluded: ${choice.reason}` : 'none, unprotected'
}

/** Nothing is captured of what was deleted: it has no next run. */
function termLines(terms: PlanTerms, deleted: boolean): readonly (readonly [string, string])[] {
  const kept = ['keeps', terms.keeps] as const
  if (deleted) return [kept]
  const { next, objective } = terms
  return [
    ['next quick', startText(next.quick, next.timeZone)],
    ['next deep', startText(next.deep, next.timeZone)],
    ['objective', objective === null ? 'none' : `${objective.text}, ${objective.isMet ? 'met' : 'not met'}`],
    kept,
  ]
}

function startText(instant: string | null, timeZone: string): string {
  if (instant === null) return 'not known: a rate counts from when its schedule was made'
  // Sweden writes dates as ISO 8601 does.
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return `${local.format(new Date(instant))} ${timeZone}${timeZone === 'UTC' ? '' : ` (${timeText(instant)})`}`
}
