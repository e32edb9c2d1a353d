import { isBeforeTriggers, referenceGaps, triggerGaps } from '../shared/map/fleet.ts'
import type { Wake } from '../shared/map/wake.ts'
import { MAPPING_KIND, qualifierOf, wakesOf } from '../shared/map/wake.ts'
import type { FunctionPoint, Gap } from '../shared/model/manifest.ts'
import type { Reference, TriggerSource } from '../shared/model/trigger.ts'
import { titleOf } from './kind-titles.ts'
import type { Style } from './print.ts'
import { drawTree } from './tree.ts'
import type { Branch } from './tree.ts'

/** Gaps that belong to the mappings' branch; others of the triggers to that of the triggers. */
const MAPPING_PARTS = /^eventSourceMappings/

/**
 * A function with what wakes it and what it needs, as a tree. What could not be read stands where it would.
 *
 * @param edge what runs it at the edge; `undefined` when that was not looked at
 */
export function functionTree(style: Style, point: FunctionPoint, edge: readonly Wake[] | undefined): string {
  const wakes = wakesOf(point)
  const gaps = Map.groupBy(triggerGaps(point), ({ part }) => MAPPING_PARTS.test(part))
  const triggers = wakes.filter(({ kind }) => kind !== MAPPING_KIND)
  const mappings = wakes.filter(({ kind }) => kind === MAPPING_KIND)
  const isOld = isBeforeTriggers(point)
  return drawTree({
    text: point.resource.name,
    paint: style.bold,
    below: [
      heading(style, 'triggers', isOld, [
        ...triggers.map((wake) => wakeBranch(style, wake)),
        ...idleSources(point).map((source) => sourceBranch(style, source)),
        ...(gaps.get(false) ?? []).map((gap) => gapBranch(style, gap)),
      ]),
      heading(style, 'event source mappings', false, [
        ...mappings.map((wake) => wakeBranch(style, wake)),
        ...(gaps.get(true) ?? []).map((gap) => gapBranch(style, gap)),
      ]),
      ...(edge === undefined
        ? []
        : [
            heading(
              style,
              'at the edge',
              false,
              edge.map((wake) => wakeBranch(style, wake)),
            ),
          ]),
      heading(style, 'references', isOld, [
        ...(point.content.references ?? []).map((reference) => referenceBranch(style, reference)),
        ...referenceGaps(point).map((gap) => gapBranch(style, gap)),
      ]),
    ],
  })
}

function heading(style: Style, text: string, isOld: boolean, below: readonly Branch[]): Branch {
  if (below.length > 0) return { text, below }
  return isOld
    ? { text: `${text}: not captured when the point was taken`, paint: style.warn }
    : { text: `${text}: none`, paint: style.dim }
}

function wakeBranch(style: Style, { kind, source, invokes, state, exists, filter }: Wake): Branch {
  const qualifier = qualifierOf(invokes)
  const titles = kind === MAPPING_KIND ? [] : [titleOf(kind)]
  const notes = [
    ...(qualifier === undefined ? [] : [`invokes ${qualifier}`]),
    ...(state === 'enabled' ? [] : [state === 'disabled' ? 'disabled' : 'neither on nor off yet']),
    ...(exists === false ? ['source does not exist'] : []),
  ]
  return {
    text: [...titles, source, ...notes.map((note) => `(${note})`)].join('  '),
    ...(exists === false ? { paint: style.bad } : state !== 'enabled' ? { paint: style.warn } : {}),
    below: filter === undefined ? [] : [{ text: filter, paint: style.dim }],
  }
}

/** Sources that a policy lets in and that do not wake the function. */
function idleSources(point: FunctionPoint): readonly TriggerSource[] {
  const used = new Set(wakesOf(point).map(({ source }) => source))
  return (point.content.sources ?? []).filter(
    ({ arn, statements }) => statements.length > 0 && !used.has(arn),
  )
}

function sourceBranch(style: Style, { arn, exists, statements }: TriggerSource): Branch {
  const texts = {
    true: 'exists, and does not use it',
    false: 'does not exist',
    null: 'not known whether it exists',
  }
  return {
    text: `${statements.join(', ')} lets in  ${arn}  (${texts[`${exists}`]})`,
    paint: style.warn,
  }
}

function referenceBranch(style: Style, { arn, as, exists }: Reference): Branch {
  const text = `${as.join(', ')}  ${arn}`
  if (exists === true) return { text }
  return exists === false
    ? { text: `${text}  (does not exist)`, paint: style.bad }
    : { text: `${text}  (not known whether it exists)`, paint: style.warn }
}

function gapBranch(style: Style, { part, reason }: Gap): Branch {
  return { text: `could not be read: ${part} (${reason})`, paint: style.warn }
}
