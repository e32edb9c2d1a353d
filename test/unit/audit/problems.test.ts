import { expect, test } from '@jest/globals'
import type { AuditFacts } from '../../../shared/audit/audit-facts.ts'
import { copies } from '../../../shared/audit/controls/copies.ts'
import { endedProblems, problemsOf } from '../../../shared/audit/problems.ts'
import { seen } from '../../../shared/audit/seen.ts'
import type { AuditReport } from '../../../shared/model/audit.ts'
import { ControlResult } from '../../../shared/model/audit.ts'

const runs = (...subjects: string[]) =>
  ({
    controls: [
      {
        id: 'runs',
        title: 'Runs of backups',
        state: 'failed',
        evidence: [],
        findings: subjects.map((subject) => ({ subject, what: 'is late' })),
        where: [],
      },
    ],
  }) as unknown as AuditReport

const WATCHED = { areRunsWatched: true }

test('of runs people are told by the audit only what nothing else tells: a deep run that is missing', () => {
  expect(problemsOf(runs('quick runs', 'run r1', 'eu-west-1'), WATCHED)).toEqual([])
  expect(problemsOf(runs('quick runs', 'deep runs'), WATCHED)).toEqual([
    {
      kind: 'audit-finding',
      key: 'audit:runs',
      subject: 'Runs of backups',
      what: ['deep runs: is late'],
      count: 1,
    },
  ])
})

test('where no alarm can tell that runs do not come, because a week may pass between two, the audit does', () => {
  const [problem] = problemsOf(runs('quick runs', 'run r1'), { areRunsWatched: false })
  expect(problem?.what).toEqual(['quick runs: is late'])
})

test('what a control that came to its time did not look at again is not told to be over', () => {
  const told = [{ kind: 'audit-finding' as const, key: 'audit:runs', subject: 'Runs of backups' }]
  const partly = (over: object) => ({
    ...runs(),
    controls: runs().controls.map((control) => ({ ...control, ...over })),
  })
  expect(endedProblems(told, partly({ state: 'passed' }), WATCHED)).toEqual(told)
  expect(endedProblems(told, partly({ state: 'unknown', reason: 'There was no time.' }), WATCHED)).toEqual([])
  expect(endedProblems(told, partly({ state: 'failed', reason: 'There was no time.' }), WATCHED)).toEqual([])
})

const open = (...findings: AuditReport['controls'][number]['findings']) =>
  ({
    controls: [{ ...runs().controls[0], id: 'open-policies', title: 'Open functions', findings }],
  }) as AuditReport

test('of open functions people are told by the audit only those that the watch did not tell', () => {
  const told = { subject: 'orders', what: 'is open', toldAs: 'unusual-activity' } as const
  expect(problemsOf(open(told), WATCHED)).toEqual([])
  expect(problemsOf(open(told, { subject: 'pay', what: 'is open' }), WATCHED)).toEqual([
    {
      kind: 'audit-finding',
      key: 'audit:open-policies',
      subject: 'Open functions',
      what: ['pay: is open'],
      count: 1,
    },
  ])
})

test('what the audit told is not over because something else tells it by now', () => {
  const known = [{ kind: 'audit-finding' as const, key: 'audit:open-policies', subject: 'Open functions' }]
  const told = { subject: 'orders', what: 'is open', toldAs: 'unusual-activity' } as const
  expect(endedProblems(known, open(told), WATCHED)).toEqual([])
  expect(endedProblems(known, open(), WATCHED)).toEqual(known)
})

const restores = (...ids: string[]) =>
  ({
    controls: [
      {
        ...runs().controls[0],
        id: 'restores',
        title: 'Restores',
        findings: ids.map((subject) => ({ subject, what: 'it has no end' })),
      },
    ],
  }) as AuditReport

test('each restore that has no end is a problem of its own, and over when it has one', () => {
  const problem = (id: string) => ({
    kind: 'restore-ended' as const,
    key: `restore-ended:${id}`,
    subject: id,
  })
  const found = problemsOf(restores('a', 'b'), WATCHED)
  expect(found).toEqual(['a', 'b'].map((id) => ({ ...problem(id), what: ['it has no end'], points: [] })))
  expect(endedProblems([problem('a'), problem('b')], restores('b'), WATCHED)).toEqual([problem('a')])
})

test.each([true, false])(
  'of what copies lack rounds of copying tell, and never the audit: %p',
  (isWatched) => {
    const lacks = [
      { key: 'points/x.json', what: 'the copy lacks this recovery point', since: '2026-11-21T06:00:00.000Z' },
    ]
    const copy = { url: 's3://copy', lag: 60, overdue: 4001, lacks, stoppedAt: undefined, isWatched }
    const { id, title, claim, judge } = copies
    const control = { notes: [], id, title, claim, ...judge({ copies: seen([copy]) } as AuditFacts) }
    const report = { ...runs(), controls: [ControlResult.parse(control)] }
    expect(report.controls[0]!.findings).toHaveLength(2)
    expect(report.controls[0]!.findings[0]?.toldAs).toBe(isWatched ? 'copy-missing' : undefined)
    expect(problemsOf(report, WATCHED)).toEqual([])
  },
)
