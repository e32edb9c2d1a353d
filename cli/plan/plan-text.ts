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
  const { path, plans, warnings, covered = [] } = checked
  const doubtful = covered.flatMap((one) => one.findings.map(({ message }) => `${placed(one)}: ${message}`))
  return [
    planTable(style, plans),
    ...block(
      style.warn('Warnings'),
      warnings.map((one) => problemText(path, one)),
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
  const rows = plans.map(({ name, isDefault, resources, schedules, objective, keeps }) => [
    isDefault ? `${name} (default)` : name,
    ...(withCounts ? [String(resources ?? 0)] : []),
    schedules.quick,
    schedules.deep,
    objective ?? 'none',
    keeps,
  ])
  const [first] = plans
  const zone = facts(style, [['time zone', first?.schedules.timeZone ?? 'UTC']])
  return `${table(style, head, rows)}\n\n${zone}`
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
