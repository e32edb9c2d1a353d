import type { ResourceRef } from '../../shared/model/resource.ts'
import type { RestoreItem, RestorePlan, RestoreStep } from '../../shared/model/restore.ts'
import { countText, timeText } from '../../shared/report/format.ts'
import { printable, table } from '../print.ts'
import type { Cell, Style } from '../print.ts'

/** What the journal says of a step so far. */
export type StepState = 'done' | 'begun' | 'undone'

/**
 * A plan for people: what goes where, each step with its reason, its risk and how it is taken back, what cannot come
 * back, what to look at, what stands in the way. Never what a step is carried out with.
 *
 * @param states of steps, by id; of a restore that was begun
 */
export function planText(
  style: Style,
  plan: RestorePlan,
  states: ReadonlyMap<string, StepState> = new Map(),
): string {
  return [
    itemTable(style, plan.items),
    ...(plan.steps.length === 0 ? [] : [stepTable(style, plan, states)]),
    ...notes(style.warn('Cannot come back'), ofItems(plan, plan.cannotComeBack)),
    ...notes(style.warn('To look at'), ofItems(plan, plan.remarks)),
    ...notes(style.bad('In the way'), ofItems(plan, plan.problems.map(problemText))),
    ...(plan.problems.length === 0 ? [] : [style.bad('This cannot be carried out as it stands.')]),
  ].join('\n\n')
}

/** `1 function in 17 steps`. */
export function sizeText({ items, steps }: Pick<RestorePlan, 'items' | 'steps'>): string {
  return `the restore of ${countText(items.length, 'resource')} in ${countText(steps.length, 'step')}`
}

/** `eu-west-1/orders` */
export function nameOf({ zone, name }: ResourceRef): string {
  return `${zone}/${name}`
}

function itemTable(style: Style, items: readonly RestoreItem[]): string {
  const rows = items.map(({ source, pointId, takenAt, target, mode }): readonly Cell[] => [
    nameOf(source),
    `${pointId.slice(0, 8)} of ${timeText(takenAt)}`,
    `${target.account}:${nameOf(target)}`,
    mode === 'create' ? 'is created' : { text: 'goes back to the point', paint: style.warn },
  ])
  return table(style, ['FROM', 'POINT', 'TO', 'WHAT'], rows)
}

function stepTable(style: Style, { steps }: RestorePlan, states: ReadonlyMap<string, StepState>): string {
  const hasStates = states.size > 0
  const rows = steps.map((step): readonly Cell[] => [
    String(Number(step.id)),
    ...(hasStates ? [states.get(step.id) ?? ''] : []),
    whatCell(style, step),
    riskCell(style, step),
    undoCell(style, step),
  ])
  return table(style, ['STEP', ...(hasStates ? ['STATE'] : []), 'WHAT AND WHY', 'RISK', 'UNDO'], rows)
}

/** The reason stands below what is done. */
function whatCell(style: Style, { what, why, phase }: RestoreStep): Cell {
  const when = phase === 'enable' ? 'Once verified: ' : ''
  return {
    text: `${when}${what}\n${why}`,
    paint: (text) =>
      text
        .split('\n')
        .map((line, index) => (index === 0 ? line : style.dim(`  ${line}`)))
        .join('\n'),
  }
}

function riskCell({ bad, warn }: Style, { risk }: RestoreStep): Cell {
  const paint = risk === 'high' ? bad : warn
  return risk === 'none' ? risk : { text: risk, paint }
}

function undoCell({ warn }: Style, { undo: { can, how } }: RestoreStep): Cell {
  return can ? how : { text: `cannot: ${how}`, paint: warn }
}

function problemText({ item, what, advice }: RestorePlan['problems'][number]) {
  return { item, what: `${what}\n    ${advice}` }
}

function ofItems(
  { items }: RestorePlan,
  said: readonly { readonly item: number; readonly what: string }[],
): readonly string[] {
  return said.map(({ item, what }) => {
    const target = items[item]?.target
    return items.length === 1 || target === undefined ? what : `${nameOf(target)}: ${what}`
  })
}

function notes(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return []
  return [[title, ...lines.map((line) => `  ${printable(line)}`)].join('\n')]
}
