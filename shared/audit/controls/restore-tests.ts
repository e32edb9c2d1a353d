import type { AuditFinding } from '../../model/audit.ts'
import { resourcePath } from '../../model/resource.ts'
import type { PlanFile } from '../../plans/plan-file.ts'
import { timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Judged, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { LivingFact } from '../facts/resource-fact.ts'
import type { TestFact } from '../facts/read-tests.ts'
import { lateSince, neverStarted } from '../is-late.ts'

/** Restores are tried, and work. */
export const restoreTests: Control = {
  id: 'restore-tests',
  title: 'Restore tests',
  claim:
    'Restores are tried on schedule; the newest test of every living function that was ever tested passed.',
  needs: ['tests', 'resources'],
  judge: (facts) =>
    facts.tests.type === 'none' && isAskedFor(facts)
      ? neverTested(facts)
      : ifSeen(facts.tests, (tests) =>
          ifSeen(facts.resources, ({ living }) => judgeTests(facts, tests, living)),
        ),
}

function isAskedFor({ expected, plans }: AuditFacts): boolean {
  return expected.restoreTests !== undefined || askingPlans(plans).length > 0
}

/** Plans that ask for tests of their own functions. */
function askingPlans({ plans }: PlanFile): readonly string[] {
  return Object.keys(plans).filter((name) => plans[name]?.restoreTests !== undefined)
}

/** A schedule that was set up a moment ago has had no time yet; since when a plan asks nobody wrote down. */
function neverTested({ expected: { restoreTests: start }, plans, resources, now }: AuditFacts): Verdict {
  const late = neverStarted(start, now)
  const living = resources.type === 'seen' ? resources.value.living : []
  return judged({
    evidence: [evidence('tested', 0)],
    findings: late ? [{ subject: 'restore tests', what: 'they are asked for, and none was ever made' }] : [],
    where: WHERE,
    ...(resources.type === 'unseen'
      ? { unsure: resources.reason }
      : unsureOf(untriedPlans(plans, new Map(), living))),
  })
}

const WHERE = ['holdfast test-restore', 'tests/latest/']

/** Of which no living function was ever tested. */
function untriedPlans(
  plans: PlanFile,
  tests: ReadonlyMap<string, TestFact>,
  living: readonly LivingFact[],
): readonly string[] {
  return askingPlans(plans).filter((name) => {
    const own = living.filter(
      ({ resource, assignment: { choice } }) =>
        resource.kind === 'function' && choice.type === 'plan' && choice.plan === name,
    )
    return own.length > 0 && !own.some(({ resource }) => tests.has(resourcePath(resource)))
  })
}

/** Of other plans, and of schedules, all is known for that. */
function unsureOf(plans: readonly string[]): Pick<Judged, 'unsure' | 'isSeenWhole'> {
  if (plans.length === 0) return {}
  const unsure = `Restore tests are asked for by ${plans.join(', ')}, and no function of such a plan was ever tested; since when they are asked for is not known.`
  return { unsure, isSeenWhole: true }
}

function judgeTests(
  { expected, plans, now }: AuditFacts,
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
    findings: [...tested.flatMap(failureOf), ...lateness(expected, [...tests.values()], now)],
    where: WHERE,
    ...unsureOf(untriedPlans(plans, tests, living)),
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
  { restoreTests: start }: AuditFacts['expected'],
  tests: readonly TestFact[],
  now: Date,
): readonly AuditFinding[] {
  const last = tests
    .map(({ endedAt }) => endedAt)
    .sort()
    .at(-1)
  const due = lateSince(start, last, now)
  if (due === undefined || last === undefined) return []
  const what = `they should have started at ${timeText(due)}; the last one ended at ${timeText(last)}`
  return [{ subject: 'restore tests', what, since: due.toISOString() }]
}
