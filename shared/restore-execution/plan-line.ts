import type { RestorePlan } from '../model/restore.ts'
import type { ResourceRef } from '../model/resource.ts'
import { numberText, timeText } from '../report/format.ts'

/** SNS: "no line breaks or control characters, and less than 100 characters long" (API reference, Publish). */
const SUBJECT_LENGTH = 99

/** Resources that one line names. */
const NAMED = 3

/** What goes where, by name: `eu-west-1/orders (created from the point of ...)`. */
export function planLine({ items }: RestorePlan): string {
  const named = items.slice(0, NAMED).map(({ target, mode, takenAt }) => {
    const what = mode === 'create' ? 'created from' : 'taken back to'
    return `${nameOf(target)} (${what} the point of ${timeText(takenAt)})`
  })
  const more = items.length > named.length ? ` and ${numberText(items.length - named.length)} more` : ''
  return `${named.join(', ')}${more}`
}

/** The subject of an alert about a restore. */
export function subjectLine(what: string, plan: RestorePlan | undefined): string {
  const [first, ...others] = plan?.items ?? []
  const names = first === undefined ? [] : [`${nameOf(first.target)}${others.length > 0 ? ', ...' : ''}`]
  return ['Holdfast: ' + what, ...names].join(': ').slice(0, SUBJECT_LENGTH)
}

/** A name from elsewhere, on one line: names of resources are plain, and whoever sends others gets `?`. */
export function nameOf({ zone, name }: ResourceRef): string {
  return `${zone}/${name}`.replaceAll(/[^\x20-\x7e]/g, '?')
}
