import type { TestReport } from '../model/restore-test.ts'
import { countText, numberText } from '../report/format.ts'
import { testReportKey } from '../vault/test-layout.ts'
import type { TestAlert } from './test-ports.ts'

/** SNS: "no line breaks or control characters, and less than 100 characters long" (API reference, Publish). */
const SUBJECT_LENGTH = 99

/** Functions that an alert names. */
const NAMED = 5

/**
 * What an on-call person needs of restore tests that did not pass. It is made of numbers and of names of functions,
 * zones and errors alone, never of a message: so no secret can be in it.
 */
export function testAlert(report: TestReport, vaultUrl: string): TestAlert {
  const { run, tests, zones, failure } = report
  const failed = tests.filter(({ state }) => state !== 'passed')
  const left = zones.flatMap((zone) => zone.left)
  const lines = [
    ...(failure === undefined ? [] : [`The run of restore tests failed: ${failure.error}.`]),
    `${numberText(failed.length)} of ${countText(tests.length, 'restore test')} did not pass.`,
    ...failed.slice(0, NAMED).map(lineOf),
    ...(failed.length > NAMED ? [`and ${numberText(failed.length - NAMED)} more`] : []),
    ...zones.flatMap((zone) => (zone.failure ? [`${zone.zone} failed: ${zone.failure.error}.`] : [])),
    ...(left.length === 0 ? [] : [`What tests made is still there: ${countText(left.length, 'thing')}.`]),
    `Report: ${vaultUrl}/${testReportKey(run)}`,
    `Next: holdfast test-restore --vault ${vaultUrl} ${failed[0] ? shown(failed[0].resource.name) : ''}`.trim(),
  ]
  return {
    subject: `Holdfast: restore tests failed in ${run.account}, ${failed.length} of ${tests.length}`.slice(
      0,
      SUBJECT_LENGTH,
    ),
    text: lines.join('\n'),
    attributes: {
      event: 'restore-test',
      severity: failed.length > 0 || failure !== undefined ? 'critical' : 'warning',
      state: report.state,
      account: run.account,
      runId: run.runId,
      failed: failed.length,
    },
  }
}

function lineOf({ resource, state, error }: TestReport['tests'][number]): string {
  return `${resource.zone}/${shown(resource.name)}: ${state}${error === undefined ? '' : ` (${error})`}`
}

/** A name from elsewhere, on one line. */
function shown(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80)
}
