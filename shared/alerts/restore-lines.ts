import type { RestorePlan } from '../model/restore.ts'
import { numberText, timeText } from '../report/format.ts'
import { shownResource } from './draft.ts'

/** Resources that one line names. */
const NAMED = 3

/** What goes where, by name: `eu-west-1/orders (created from the point of ...)`. */
export function planLine({ items }: RestorePlan): string {
  if (items.length === 0) return 'nothing can be restored'
  const named = items.slice(0, NAMED).map(({ target, mode, takenAt }) => {
    const what = mode === 'create' ? 'created from' : 'taken back to'
    return `${shownResource(target)} (${what} the point of ${timeText(takenAt)})`
  })
  const more = items.length > named.length ? ` and ${numberText(items.length - named.length)} more` : ''
  return `${named.join(', ')}${more}`
}

/** What a restore does, and to which function first: for a subject. */
export function restoreSubject(what: string, plan: RestorePlan | undefined): string {
  const [first, ...others] = plan?.items ?? []
  if (first === undefined) return what
  return `${what}: ${shownResource(first.target)}${others.length > 0 ? ', ...' : ''}`
}

/** The zone that everything is restored into; `undefined` when there are several. */
export function targetZone(plan: RestorePlan | undefined): string | undefined {
  const zones = new Set(plan?.items.map(({ target }) => target.zone))
  return zones.size === 1 ? [...zones][0] : undefined
}
