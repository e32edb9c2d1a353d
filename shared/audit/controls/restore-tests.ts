import type { AuditFinding } from '../../model/audit.ts'
import { resourcePath } from '../../model/resource.ts'
import { timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { LivingFact } from '../facts/resource-fact.ts'
import type { TestFact } from '../facts/read-tests.ts'
import { lateSince } from '../is-late.ts'

/** Restores are tried, and work. */
export const restoreTests: Control = {
  id: 'restore-tests',
  title: 'Restore tests',
  claim:
    'Restores are tried on schedule; the newest test of every living function that was ever tested passed.',
  needs: ['tests', 'resources'],
  judge: (facts) =>
    facts.tests.type === 'none' && facts.plans.restoreTests !== undefined
      ? neverTested()
      : ifSeen(facts.tests, (tests) =>
          ifSeen(facts.resources, ({ living }) => judgeTests(facts, tests, living)),
        ),
}

function neverTested(): Verdict {
  return judged({
    evidence: [evidence('tested', 0)],
    findings: [{ subject: 'restore tests', what: 'holdfast.yml asks for them, and none was ever made' }],
    where: WHERE,
  })
}

const WHERE = ['holdfast test-restore', 'tests/latest/']

function judgeTests(
  { plans, now }: AuditFacts,
  tests: ReadonlyMap<string, TestFact>,
  living: readonly LivingFact[],
): Verdict {
  const functions = living.filter(({ resource }) => resource.kind === 'function')
  const tested = functions.flatMap(({ resource }) => tests.get(resourcePath(resource)) ?? [])
  const ends = tested.map(({ endedAt }) => endedAt).sort()
  return judged({
    evidence: [
      evidence('living functions', functions.length),
      evidence('tested', tested.length),
      evidence('never tested', functions.length - tested.length),
      evidence('passed', tested.filter(({ state }) => state === 'passed').length),
      ageEvidence('newest test', ends.at(-1), now),
      ageEvidence('oldest newest test of a function', ends[0], now),
    ],
    findings: [...tested.flatMap(failureOf), ...lateness(plans, [...tests.values()], now)],
    where: WHERE,
  })
}

function ageEvidence(name: string, end: string | undefined, now: Date) {
  return end === undefined ? undefined : evidence(name, `${ageText(end, now)} ago`)
}

function failureOf({ resource, state, endedAt, error, testId, left }: TestFact): readonly AuditFinding[] {
  const subject = resourcePath(resource)
  const failed =
    state === 'passed'
      ? []
      : [
          {
            subject,
            what: `its restore ${WORDS[state]}${error === undefined ? '' : ` (${error})`}: test ${testId}`,
            since: endedAt,
          },
        ]
  return left.length === 0
    ? failed
    : [...failed, { subject, what: `test ${testId} left things behind: ${left.length}`, since: endedAt }]
}

const WORDS = {
  differs: 'came back different',
  'wrong-answer': 'gave a wrong answer',
  refused: 'cannot be planned',
  failed: 'failed',
} as const

function lateness(
  { restoreTests: asked, schedules }: AuditFacts['plans'],
  tests: readonly TestFact[],
  now: Date,
): readonly AuditFinding[] {
  const last = tests
    .map(({ endedAt }) => endedAt)
    .sort()
    .at(-1)
  if (asked === undefined || last === undefined) return []
  const expected = { expression: asked.schedule, timeZone: schedules.timeZone, last: new Date(last) }
  const due = lateSince(expected, now)
  if (due === undefined) return []
  const what = `they should have started at ${timeText(due)}; the last one ended at ${timeText(last)}`
  return [{ subject: 'restore tests', what, since: due.toISOString() }]
}
