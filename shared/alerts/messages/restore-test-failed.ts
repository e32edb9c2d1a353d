import type { Alert } from '../../model/alert.ts'
import { resourcePath } from '../../model/resource.ts'
import type { TestReport } from '../../model/restore-test.ts'
import { TestId } from '../../model/restore-test.ts'
import { SCRATCH_PREFIX } from '../../model/scratch.ts'
import { countText, numberText } from '../../report/format.ts'
import { testReportKey } from '../../vault/test-layout.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName, shownResource } from '../draft.ts'

type Tested = TestReport['tests'][number]

/** Things that a line names. */
const NAMED = 5

/** What becomes of what tests left. */
const LEFT = 'Nothing wakes it. The next tests remove it if they may; else delete what is named by hand.'

/** A test that never ended, or only left something behind, says nothing of its function: the run says what failed. */
const OF_THE_RUN: readonly string[] = ['TestUnended', 'ScratchLeft']

/**
 * What people hear of a run of restore tests: each function that cannot be restored, until a test of it passes; and that
 * the run itself failed, or left something behind, until one does not. Made of numbers and names alone.
 */
export function restoreTestAlerts(report: TestReport, vaultUrl: string): readonly Alert[] {
  const ended = report.tests.filter(({ error = '' }) => !OF_THE_RUN.includes(error) || isWhole(report))
  return [
    ...ended.map((test) => testAlert(report, test, vaultUrl)),
    isWhole(report) ? testsWorkAgain(report, vaultUrl) : testsFailed(report, vaultUrl),
  ]
}

/** One function whose restore failed, or passed after it had failed. */
export function testAlert({ run, endedAt }: TestReport, test: Tested, vaultUrl: string): Alert {
  const { resource, state, error, testId } = test
  const passed = state === 'passed'
  const why = error === undefined ? state : `${state}, ${shownName(error)}`
  return alertOf({
    kind: 'restore-test-failed',
    key: `restore-test-failed:${resourcePath(resource)}`,
    state: passed ? 'ended' : 'begun',
    severity: passed ? 'info' : 'critical',
    subject: `restore test of ${shownResource(resource)} ${passed ? 'passed again' : `failed (${why})`}`,
    lines: [
      passed
        ? `${shownResource(resource)} can be restored again: its test passed.`
        : `${shownResource(resource)} was restored under a scratch name as a test, and that did not pass: ${why}.`,
      ...(passed ? [] : ['If it is lost now, a restore of it may fail alike: the report says at what.']),
      `Report: ${vaultUrl}/${testReportKey(run)}`,
    ],
    facts: [
      ['Name', resource.name],
      ['Test', testId],
      ['Verdict', why],
    ],
    next: passed
      ? []
      : [
          `holdfast test-restore ${shellWord(resource.name)} --zone ${resource.zone} ${inVault({ vaultUrl })}`,
        ],
    at: endedAt,
    account: run.account,
    zone: resource.zone,
    attributes: { runId: run.runId, resource: shownName(resource.name) },
  })
}

/** Restores were not tested as they should be. */
function testsFailed(report: TestReport, vaultUrl: string): Alert {
  const { run, endedAt, failure, zones } = report
  const left = zones.flatMap((zone) => zone.left.map(withoutWhy))
  const lost = zones.flatMap((zone) =>
    zone.failure ? [`${zone.zone} (${shownName(zone.failure.error)})`] : [],
  )
  return alertOf({
    kind: 'restore-test-failed',
    key: runKey(report),
    state: 'begun',
    severity: failure === undefined ? 'warning' : 'critical',
    subject: `a run of restore tests failed in ${run.account}`,
    lines: [
      ...(failure === undefined ? [] : [`The run of restore tests failed: ${shownName(failure.error)}.`]),
      ...(lost.length === 0 ? [] : [`Zones failed: ${named(lost)}.`]),
      ...(failure === undefined && lost.length === 0
        ? []
        : ['What was not tested may not be restorable: nobody knows until a test of it passes.']),
      ...(left.length === 0 ? [] : [`What tests made is still there: ${named(left)}.`, LEFT]),
      `Report: ${vaultUrl}/${testReportKey(run)}`,
    ],
    facts: [
      ['Tests', numberText(report.tests.length)],
      ['Still there', countText(left.length, 'thing')],
    ],
    next: [`holdfast test-restore --sample 5 ${inVault({ vaultUrl })}`, ...removals(left)],
    at: endedAt,
    account: run.account,
    attributes: { runId: run.runId },
  })
}

/** `function NAME in ZONE`, without the words of AWS that follow. */
function withoutWhy(left: string): string {
  return shownName(left.replace(/: .*$/s, ''))
}

/** How functions are removed by hand that a test gave their name. */
function removals(left: readonly string[]): readonly string[] {
  const functions = left.flatMap((what) => {
    const [, name = '', zone = ''] = /^function (\S+) in (\S+)$/.exec(what) ?? []
    return isGivenByTest(name) ? [`aws lambda delete-function --function-name ${name} --region ${zone}`] : []
  })
  return functions.slice(0, NAMED)
}

function isGivenByTest(name: string): boolean {
  return name.startsWith(SCRATCH_PREFIX) && TestId.safeParse(name.slice(SCRATCH_PREFIX.length)).success
}

function testsWorkAgain(report: TestReport, vaultUrl: string): Alert {
  const { run, endedAt } = report
  return alertOf({
    kind: 'restore-test-failed',
    key: runKey(report),
    state: 'ended',
    severity: 'info',
    subject: `runs of restore tests work again in ${run.account}`,
    lines: [
      'A run of restore tests came to its end, and left nothing behind.',
      `Report: ${vaultUrl}/${testReportKey(run)}`,
    ],
    facts: [],
    next: [],
    at: endedAt,
    account: run.account,
    attributes: { runId: run.runId },
  })
}

function isWhole({ failure, zones }: TestReport): boolean {
  return failure === undefined && zones.every((zone) => zone.failure === undefined && zone.left.length === 0)
}

function runKey({ run }: TestReport): string {
  return `restore-test-failed:run/${run.account}`
}

function named(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${numberText(names.length - NAMED)} more` : ''
  return `${names.slice(0, NAMED).join(', ')}${more}`
}
