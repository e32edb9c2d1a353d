import type { FileProblem, Place } from '../model/yaml-file.ts'
import { readYaml } from '../model/yaml-file.ts'
import { byPlace, didYouMean, pathText, readAs } from '../model/file-problems.ts'
import { hoursOf } from '../model/duration.ts'
import { unlikeModes, unrenewableTerm } from './immutability-remarks.ts'
import { PlanFile } from './plan-file.ts'
import type { Plan } from './plan-file.ts'
import type { Schedules } from '../report/next-start.ts'
import { ownRuns, runsOf } from './runs-of.ts'
import { longestPauseOfAll } from './schedule.ts'

/** What a plan file says, and what a person should look at. */
export interface PlanReading {
  /** `undefined` when there are problems. */
  readonly file: PlanFile | undefined
  readonly problems: readonly FileProblem[]
  /** The file is valid, and may not mean what its author thinks. */
  readonly warnings: readonly FileProblem[]
  readonly placeOf: (path: readonly PropertyKey[]) => Place
}

/** Something about one member. */
interface Remark {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/**
 * Reads `holdfast.yml`.
 *
 * @param text YAML
 * @param now the instant from which schedules are followed to find their longest pause
 */
export function readPlans(text: string, now: Date): PlanReading {
  const yaml = readYaml(text, 'core')
  const { placeOf } = yaml
  const located = ({ path, message }: Remark) => ({ place: placeOf(path), path: pathText(path), message })
  const { value, problems } = readAs(yaml, PlanFile)
  if (problems !== undefined) return { file: undefined, problems, warnings: [], placeOf }
  const wrong = [...unknownDefault(value), ...unlikeModes(value)].map(located).toSorted(byPlace)
  const warnings = Object.entries(value.plans)
    .flatMap(([name, plan]) => planRemarks(value, { name, plan, now }))
    .map(located)
  return {
    file: wrong.length === 0 ? value : undefined,
    problems: wrong,
    warnings: warnings.toSorted(byPlace),
    placeOf,
  }
}

function unknownDefault({ default: name, plans }: PlanFile): readonly Remark[] {
  if (name === undefined || Object.hasOwn(plans, name)) return []
  const known = Object.keys(plans)
  const message = `names "${name}", which is no plan.${didYouMean(name, known)} There are ${known.join(', ')}.`
  return [{ path: ['default'], message }]
}

interface NamedPlan {
  readonly name: string
  readonly plan: Plan
  readonly now: Date
}

function planRemarks(file: PlanFile, named: NamedPlan): readonly Remark[] {
  return [
    ...idleExceptions(file, named),
    ...countsAlone(named),
    ...missedObjective(file, named),
    ...idleSchedules(file, named),
    ...unrenewableTerm(file, named.name, named.now),
  ]
}

function idleExceptions(file: PlanFile, { name, plan }: NamedPlan): readonly Remark[] {
  if (plan.except === undefined || plan.select !== undefined || file.default === name) return []
  const message = 'has no effect: without select, only the tag holdfast:plan puts anything into this plan.'
  return [{ path: ['plans', name, 'except'], message }]
}

/** restic's documentation, "Security considerations in append-only mode": rules that count can be flooded. */
function countsAlone({ name, plan }: NamedPlan): readonly Remark[] {
  const rules = Object.keys(plan.retention?.keep ?? {})
  if (rules.length === 0 || rules.some((rule) => rule.startsWith('within'))) return []
  const message =
    'has rules that count and none of the within kind: whoever makes many changes pushes the good points out. Add for instance within: 7d.'
  return [{ path: ['plans', name, 'retention', 'keep'], message }]
}

function missedObjective(file: PlanFile, { name, plan, now }: NamedPlan): readonly Remark[] {
  if (plan.objective === undefined) return []
  const { quick, deep } = runsOf(plan, file)
  const pause = longestPauseOfAll([...quick, ...deep], now)
  if (pause === undefined || pause <= hoursOf(plan.objective)) return []
  const message = `is shorter than the pause between two runs, which is up to ${Math.ceil(pause)} h: it cannot be kept.`
  return [{ path: ['plans', name, 'objective'], message }]
}

/** Runs of the file look at everything, so what a plan wants more seldom takes place more often all the same. */
function idleSchedules(file: PlanFile, { name, plan, now }: NamedPlan): readonly Remark[] {
  const pauseOf = (runs: readonly Schedules[]) => longestPauseOfAll(runs, now) ?? 0
  const own = ownRuns(plan, file)
  const general = runsOf({}, file)
  return (['quick', 'deep'] as const)
    .filter((mode) => own[mode].length > 0 && pauseOf(own[mode]) > pauseOf(general[mode]))
    .map((mode) => ({
      path: ['plans', name, 'schedules', mode],
      message:
        'is more seldom than that of the file, whose runs look at this plan too: it adds runs, and takes none away.',
    }))
}
