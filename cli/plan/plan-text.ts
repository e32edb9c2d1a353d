import type { RunMode } from '../../shared/model/run.ts'
import type { FileProblem } from '../../shared/model/yaml-file.ts'
import { countText } from '../../shared/report/format.ts'
import type { Style } from '../print.ts'
import { facts, printable, table } from '../print.ts'
import type { Covered } from './coverage.ts'
import type { PlanFacts } from './plan-facts.ts'
import { problemText } from './plan-options.ts'

/** Names of one kind that are printed; `--json` has all. */
const SHOWN = 50

interface Checked {
  readonly path: string
  readonly plans: readonly PlanFacts[]
  readonly warnings: readonly FileProblem[]
  /** `undefined` without a vault. */
  readonly covered: readonly Covered[] | undefined
  /** Why a vault that is named could not be asked. */
  readonly unasked: string | undefined
}

/** What is wrong with a file, one line each. */
export function problemsText(style: Style, path: string, problems: readonly FileProblem[]): string {
  const lines = problems.map((problem) => printable(problemText(path, problem)))
  return [...lines, '', style.bad(`${path} is not valid: ${countText(problems.length, 'problem')}.`)].join(
    '\n',
  )
}

/** The plans of a valid file, what to look at, and who is left out. */
export function checkText(style: Style, checked: Checked): string {
  const { path, plans, warnings, covered = [], unasked } = checked
  const doubtful = covered.flatMap((one) => one.findings.map(({ message }) => `${placed(one)}: ${message}`))
  return [
    planTable(style, plans),
    ...block('Left out of captures', plans.flatMap(leftOutLine)),
    ...block(
      'Test events are captured, which may hold personal data',
      plans.filter(({ eventData }) => eventData).map(({ name }) => name),
    ),
    ...block(
      style.warn('Warnings'),
      warnings.map((one) => problemText(path, one)),
    ),
    ...block(
      style.warn('The vault could not be asked whom each plan is for'),
      unasked === undefined ? [] : [unasked],
    ),
    ...block(style.warn('Tags and parts to look at'), doubtful),
    ...block(style.warn('Unprotected'), covered.flatMap(unprotectedLine)),
    ...block('Excluded', covered.flatMap(excludedLine)),
    `${style.good(`${path} is valid`)}: ${countText(plans.length, 'plan')}, ${countText(warnings.length, 'warning')}.`,
  ].join('\n\n')
}

function planTable(style: Style, plans: readonly PlanFacts[]): string {
  const withCounts = plans.some(({ resources }) => resources !== undefined)
  const head = ['PLAN', ...(withCounts ? ['RESOURCES'] : []), 'QUICK', 'DEEP', 'OBJECTIVE', 'KEEPS']
  const rows = plans.map((plan) => [
    plan.isDefault ? `${plan.name} (default)` : plan.name,
    ...(withCounts ? [String(plan.resources ?? 0)] : []),
    startsText(plan, 'quick'),
    startsText(plan, 'deep'),
    plan.objective ?? 'none',
    plan.keeps,
  ])
  const [first] = plans
  const zone = facts(style, [['time zone', first?.schedules.timeZone ?? 'UTC']])
  return `${table(style, head, rows)}\n\n${zone}`
}

function leftOutLine({ name, leavesOut }: PlanFacts): readonly string[] {
  return leavesOut.length === 0 ? [] : [`${name}: ${leavesOut.join(', ')}`]
}

/** When runs of one mode look at a plan: those for it alone first. */
function startsText({ schedules, ownSchedules }: PlanFacts, mode: RunMode): string {
  const own = ownSchedules?.[mode]
  const zone = ownSchedules?.timeZone
  const elsewhere = zone === undefined || zone === schedules.timeZone ? '' : ` (${zone})`
  return [...(own === undefined ? [] : [`${own}${elsewhere}`]), schedules[mode]].join(', ')
}

function block(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return []
  const more = lines.length > SHOWN ? [`and ${lines.length - SHOWN} more; --json has them all`] : []
  return [[title, ...[...lines.slice(0, SHOWN), ...more].map((line) => `  ${printable(line)}`)].join('\n')]
}

function unprotectedLine(one: Covered): readonly string[] {
  return one.choice.type === 'unprotected' ? [`${placed(one)}: ${one.choice.why}`] : []
}

function excludedLine(one: Covered): readonly string[] {
  return one.choice.type === 'excluded' ? [`${placed(one)}: ${one.choice.reason}`] : []
}

function placed({ resource }: Pick<Covered, 'resource'>): string {
  return `${resource.kind} ${resource.name} in ${resource.zone}`
}
