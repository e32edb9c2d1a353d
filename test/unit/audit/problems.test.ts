import { expect, test } from '@jest/globals'
import { endedProblems, problemsOf } from '../../../shared/audit/problems.ts'
import type { AuditReport } from '../../../shared/model/audit.ts'

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

test('of runs people are told by the audit only what nothing else tells: a deep run that is missing', () => {
  expect(problemsOf(runs('quick runs', 'run r1', 'eu-west-1'))).toEqual([])
  expect(problemsOf(runs('quick runs', 'deep runs'))).toEqual([
    { kind: 'audit-finding', key: 'audit:runs', subject: 'Runs of backups', what: ['deep runs: is late'] },
  ])
})

test('what a control that came to its time did not look at again is not told to be over', () => {
  const told = [{ kind: 'audit-finding' as const, key: 'audit:runs', subject: 'Runs of backups' }]
  const partly = (over: object) => ({
    ...runs(),
    controls: runs().controls.map((control) => ({ ...control, ...over })),
  })
  expect(endedProblems(told, partly({ state: 'passed' }))).toEqual(told)
  expect(endedProblems(told, partly({ state: 'unknown', reason: 'There was no time.' }))).toEqual([])
  expect(endedProblems(told, partly({ state: 'failed', reason: 'There was no time.' }))).toEqual([])
})

const open = (...findings: AuditReport['controls'][number]['findings']) =>
  ({
    controls: [{ ...runs().controls[0], id: 'open-policies', title: 'Open functions', findings }],
  }) as AuditReport

test('of open functions people are told by the audit only those that the watch did not tell', () => {
  const told = { subject: 'orders', what: 'is open', toldAs: 'unusual-activity' } as const
  expect(problemsOf(open(told))).toEqual([])
  expect(problemsOf(open(told, { subject: 'pay', what: 'is open' }))).toEqual([
    {
      kind: 'audit-finding',
      key: 'audit:open-policies',
      subject: 'Open functions',
      what: ['pay: is open'],
    },
  ])
})

test('what the audit told is not over because something else tells it by now', () => {
  const known = [{ kind: 'audit-finding' as const, key: 'audit:open-policies', subject: 'Open functions' }]
  const told = { subject: 'orders', what: 'is open', toldAs: 'unusual-activity' } as const
  expect(endedProblems(known, open(told))).toEqual([])
  expect(endedProblems(known, open())).toEqual(known)
})
