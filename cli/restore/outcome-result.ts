import type {
  Difference,
  ItemVerification,
  RestoreOutcome,
  RestorePlan,
  Verification,
} from '../../shared/model/restore.ts'
import { countText } from '../../shared/report/format.ts'
import type { Ending } from '../exit-codes.ts'
import { printable, table } from '../print.ts'
import type { Style } from '../print.ts'
import type { CommandResult } from '../session.ts'
import type { NextCommands } from './commands-for.ts'
import { nameOf } from './plan-text.ts'

/** Differences of one resource that are printed; --json has all. */
const SHOWN_DIFFERENCES = 20

/** How a restore stands after this command. */
export interface StandingRestore {
  readonly plan: RestorePlan
  readonly outcome: RestoreOutcome
  readonly verification: Verification | undefined
  readonly commands: NextCommands
}

/** What is said of a restore at the end of the command. */
export function outcomeResult(standing: StandingRestore): CommandResult {
  const { plan, outcome, verification, commands } = standing
  const { cannotComeBack, remarks } = plan
  return {
    ending: endingOf(standing),
    json: {
      restoreId: outcome.restoreId,
      state: outcome.state,
      outcome,
      verification,
      cannotComeBack,
      remarks,
      commands,
    },
    text: (style) => outcomeText(style, standing),
  }
}

function endingOf({ plan, outcome }: StandingRestore): Ending {
  const failed = new Set(outcome.failures.map(({ item }) => item))
  const endings: Readonly<Record<RestoreOutcome['state'], Ending>> = {
    restored: 'done',
    undone: outcome.left.length > 0 ? 'partly' : 'done',
    applied: 'partly',
    paused: 'partly',
    unclean: 'failed',
    failed: failed.size < plan.items.length ? 'partly' : 'failed',
  }
  return endings[outcome.state]
}

function outcomeText(style: Style, standing: StandingRestore): string {
  const { plan, outcome, verification } = standing
  const items = verification?.items ?? []
  const isUndo = outcome.state === 'undone'
  return [
    headLine(style, standing),
    ...(isUndo ? [] : failureBlock(style, standing)),
    ...(outcome.state === 'unclean' ? items.flatMap((one) => differenceBlock(style, one)) : []),
    ...(outcome.state === 'restored' ? renumbered(style, outcome) : []),
    ...(isUndo
      ? []
      : notes(
          style,
          'Cannot come back',
          plan.cannotComeBack.map(({ what }) => what),
        )),
    ...(isUndo
      ? []
      : notes(
          style,
          'To look at',
          plan.remarks.map(({ what }) => what),
        )),
    ...notes(style, 'Left as it is', outcome.left),
    ...nextLines(standing),
  ].join('\n\n')
}

function headLine({ good, bad, warn }: Style, { plan, outcome }: StandingRestore): string {
  const { state, steps, restoreId } = outcome
  const targets = printable(plan.items.map(({ target }) => nameOf(target)).join(', '))
  const done = `${steps.done} of ${countText(steps.planned, 'step')} done`
  const stopped = warn(`Restore ${restoreId} is stopped and not done: ${done}.`)
  const lines: Readonly<Record<RestoreOutcome['state'], string>> = {
    restored: good(`Restored, read back and compared: ${targets} (${done}).`),
    unclean: bad(`Not as the recovery point says: ${targets}. It is not live. ${done}.`),
    failed: bad(`Restore ${restoreId} failed: ${done}.`),
    undone: good(`Restore ${restoreId} is taken back.`),
    applied: stopped,
    paused: stopped,
  }
  return lines[state]
}

function failureBlock(style: Style, { plan, outcome }: StandingRestore): readonly string[] {
  if (outcome.failures.length === 0) return []
  const rows = outcome.failures.map(({ item, step, failure }) => {
    const target = plan.items[item]?.target
    const what = plan.steps.find(({ id }) => id === step)?.what ?? step
    return [
      target === undefined ? '' : nameOf(target),
      `${Number(step)}: ${what}`,
      `${failure.error}: ${failure.message}`,
    ]
  })
  return [table(style, ['RESOURCE', 'STEP', 'WHY'], rows)]
}

function differenceBlock(
  style: Style,
  { target, differences, failure }: ItemVerification,
): readonly string[] {
  if (failure !== undefined) {
    return [`${style.bold(nameOf(target))} could not be read back: ${printable(failure.message)}`]
  }
  if (differences.length === 0) return []
  const rows = differences
    .slice(0, SHOWN_DIFFERENCES)
    .map(({ path, expected, found }: Difference) => [path, valueText(expected), valueText(found)])
  const more = differences.length - rows.length
  return [
    `${style.bold(nameOf(target))}\n${table(style, ['WHAT', 'IN THE POINT', 'NOW'], rows)}${more > 0 ? `\nand ${more} more` : ''}`,
  ]
}

function valueText(value: Difference['found']): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function renumbered(style: Style, { renumbering }: RestoreOutcome): readonly string[] {
  const versions = Object.entries(renumbering.versions).flatMap(([arn, numbers]) =>
    changed(numbers).map((one) => `${arn.split(':').at(-1)}, version ${one}`),
  )
  const layers = changed(renumbering.layers)
  const mappings = changed(renumbering.mappings).map((one) => `event source mapping ${one}`)
  return notes(style, 'New numbers', [...versions, ...layers, ...mappings])
}

function changed(names: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(names).flatMap(([old, now]) => (old === now ? [] : [`${old} is now ${now}`]))
}

function notes({ warn }: Style, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [[warn(title), ...lines.map((line) => `  ${printable(line)}`)].join('\n')]
}

function nextLines({ outcome: { state }, commands }: StandingRestore): readonly string[] {
  if (state === 'undone') return []
  const lines = [
    ...(state === 'restored' ? [] : [`To go on:     ${commands.resume}`]),
    `To take back: ${commands.undo}`,
  ]
  return [lines.join('\n')]
}
