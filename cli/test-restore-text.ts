import type { TestReport, TestVerdict } from '../shared/model/restore-test.ts'
import { countText, durationText } from '../shared/report/format.ts'
import type { Cell, Style } from './print.ts'
import { printable, table } from './print.ts'

/** Differences that are named for one function. */
const NAMED = 3

/** One line while the tests go on: what came of one. */
export function verdictLine({ target, resource, state, startedAt, endedAt }: TestVerdict): string {
  return `${target.zone}  ${resource.name}  ${state} after ${durationText(startedAt, endedAt)}`
}

/** What came of restore tests: a row for each, and below it what to do. */
export function reportText(style: Style, report: TestReport, verdicts: readonly TestVerdict[]): string {
  if (report.tests.length === 0) return 'There is no function to test.'
  const known = new Map(verdicts.map((verdict) => [verdict.testId, verdict]))
  const rows = report.tests.map(({ testId, resource, state, error = '' }): Cell[] => {
    const verdict = known.get(testId)
    const took = verdict === undefined ? '' : durationText(verdict.startedAt, verdict.endedAt)
    const why = verdict === undefined ? error : whyOf(verdict)
    const zone = verdict?.target.zone ?? resource.zone
    return [
      zone,
      resource.name,
      { text: state, paint: state === 'passed' ? style.good : style.bad },
      took,
      why,
    ]
  })
  const passed = report.tests.filter(({ state }) => state === 'passed').length
  const left = [...verdicts, ...report.zones].flatMap((one) => one.left)
  return [
    table(style, ['ZONE', 'FUNCTION', 'RESULT', 'TOOK', 'WHY'], rows),
    ...verdicts.flatMap(({ problems }) => problems.map(({ advice }) => printable(advice))),
    ...left.map((what) => style.warn(printable(`Still there: ${what}`))),
    `${passed} of ${countText(report.tests.length, 'restore test')} passed.`,
  ].join('\n')
}

function whyOf({ state, failure, problems, differences, invocation }: TestVerdict): string {
  if (problems.length > 0) return problems.map(({ what }) => what).join(' ')
  if (failure !== undefined) return failure.message
  if (differences.length > 0) {
    const more = differences.length > NAMED ? ', ...' : ''
    return `differs in ${differences
      .slice(0, NAMED)
      .map(({ path }) => path)
      .join(', ')}${more}`
  }
  if (invocation === undefined) return ''
  const { differs } = invocation
  if (state === 'passed') return invocation.state === 'as-expected' ? 'answers as expected' : 'answers'
  return differs.length > 0
    ? `answers otherwise in ${differs.slice(0, NAMED).join(', ')}`
    : 'ended with an error'
}
