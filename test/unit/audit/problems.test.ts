import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { AuditFacts } from '../../../shared/audit/audit-facts.ts'
import { ROUND_HOURS, copies } from '../../../shared/audit/controls/copies.ts'
import { endedProblems, problemsOf } from '../../../shared/audit/problems.ts'
import { none, seen, unseen } from '../../../shared/audit/seen.ts'
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

const WATCHED = { areRunsWatched: true, areCopiesWatched: true }

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
  const [problem] = problemsOf(runs('quick runs', 'run r1'), { ...WATCHED, areRunsWatched: false })
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
  const whole = partly({ state: 'unknown', reason: 'Since when is not known.', isSeenWhole: true })
  expect(endedProblems(told, whole, WATCHED)).toEqual(told)
})

test.each(['unknown', 'failed'] as const)('what is hidden is told also beside what is found: %s', (state) => {
  const hidden = (blind: 'refused' | 'failed') =>
    ({
      controls: [
        { ...runs().controls[0], id: 'encryption', title: 'Encryption', state, reason: 'No.', blind },
      ],
    }) as unknown as AuditReport
  const keys = (report: AuditReport, blindBefore?: ReadonlySet<'encryption'>) =>
    problemsOf(report, { ...WATCHED, ...(blindBefore && { blindBefore }) }).map(({ key }) => key)
  expect(keys(hidden('refused'))).toEqual(['audit:encryption:unseen'])
  expect(keys(hidden('failed'))).toEqual([])
  expect(keys(hidden('failed'), new Set(['encryption']))).toEqual(['audit:encryption:unseen'])
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

const rounds = (over: Partial<AuditFacts>) => {
  const { id, title, claim, judge } = copies
  const facts = {
    now: new Date('2026-11-21T06:00:00.000Z'),
    expected: {
      copies: { expression: 'cron(0 1 1 * ? *)', timeZone: 'UTC', since: '2026-01-01T00:00:00.000Z' },
    },
    copies: unseen('The copies could not be read.'),
    compared: seen(undefined),
    ...over,
  }
  const control = { notes: [], id, title, claim, ...judge(facts as unknown as AuditFacts) }
  return { ...runs(), controls: [ControlResult.parse(control)] }
}

describe('rounds of copying that come once a month', () => {
  const at = (time: string) => ({ compared: seen({ format: 1 as const, at: time }) })
  const NO_ALARM = { ...WATCHED, areCopiesWatched: false }
  const missing = rounds(at('2026-10-01T02:00:00.000Z'))

  test('and do not are told by the audit, also when the copy cannot be seen, where no alarm can tell', () => {
    expect(problemsOf(missing, WATCHED)).toEqual([])
    expect(problemsOf(missing, NO_ALARM)).toEqual([
      {
        kind: 'audit-finding',
        key: 'audit:copies',
        subject: 'Copies',
        what: [
          'rounds of copying: one should have started at 2026-11-01 01:00:00Z; all of the copy was compared last at 2026-10-01 02:00:00Z',
        ],
        count: 1,
      },
    ])
    expect(problemsOf(rounds({}), NO_ALARM)[0]?.what).toEqual([
      'rounds of copying: none has ever compared all of the copy',
    ])
  })

  test.each(['refused', 'failed'] as const)('pass nothing when their record cannot be read (%s)', (blind) => {
    const compared = unseen('The record could not be read.', blind)
    const [whole] = rounds({ compared, copies: seen([]) }).controls
    expect(whole).toMatchObject({ state: 'unknown', reason: 'The record could not be read.', blind })
    expect(rounds({ compared, copies: none('None.') }).controls[0]).toMatchObject({ state: 'unknown', blind })
    const hidden = rounds({ compared, copies: unseen('The copy could not be read.', 'refused') })
    expect(hidden.controls[0]).toMatchObject({
      state: 'unknown',
      reason: 'The copy could not be read. The record could not be read.',
      blind: 'refused',
    })
    expect(rounds({ compared, copies: seen([]), expected: {} }).controls[0]?.state).toBe('passed')
  })

  test('leave what was found in the copy a finding when their record cannot be read', () => {
    const compared = unseen('The record could not be read.', 'refused')
    const lacks = [{ key: 'points/x.json', what: 'is missing', since: '2026-11-21T06:00:00.000Z' }]
    const copy = { url: 's3://copy', lag: 0, overdue: 1, lacks, stoppedAt: undefined, isWatched: true }
    const [found] = rounds({ compared, copies: seen([copy]) }).controls
    expect(found).toMatchObject({
      state: 'failed',
      reason: 'The record could not be read.',
      blind: 'refused',
    })
    expect(found?.findings).toHaveLength(1)
  })

  test('are over once one compared all again', () => {
    const [told] = problemsOf(missing, NO_ALARM)
    const whole = rounds({ ...at('2026-11-01T05:00:00.000Z'), copies: seen([]) })
    expect(whole.controls[0]?.state).toBe('passed')
    expect(endedProblems([told!], whole, NO_ALARM)).toEqual([told])
    expect(endedProblems([told!], missing, NO_ALARM)).toEqual([])
  })

  test('have the time that their state machine has, and what any start may be late', () => {
    const last = at('2026-10-01T02:00:00.000Z')
    const late = (now: string) => problemsOf(rounds({ ...last, now: new Date(now) }), NO_ALARM).length > 0
    expect([late('2026-11-01T09:00:00.000Z'), late('2026-11-01T09:01:00.000Z')]).toEqual([false, true])
    const file = new URL('../../../state-machines/copy.asl.json', import.meta.url)
    const { TimeoutSeconds } = JSON.parse(readFileSync(file, 'utf8')) as { TimeoutSeconds: number }
    expect(ROUND_HOURS * 3600).toBe(TimeoutSeconds)
  })
})

const integrity = (...findings: AuditReport['controls'][number]['findings']) =>
  ({ controls: [{ ...runs().controls[0], id: 'integrity', title: 'Integrity', findings }] }) as AuditReport

describe('a scan of the vault that is behind', () => {
  const late = { subject: 'audits/parts.json', what: '2 parts of 256 not read for more than 30 days: a0 a1' }
  const damaged = { subject: 'blobs/sha256/ab', what: 'its bytes do not hash to its name', points: ['p'] }
  const behind = {
    kind: 'audit-finding' as const,
    key: 'audit:integrity',
    subject: 'Integrity',
    what: [`${late.subject}: ${late.what}`],
    count: 1,
  }

  test('is a finding, and no damage', () => {
    expect(problemsOf(integrity(late), WATCHED)).toEqual([behind])
    expect(problemsOf(integrity(damaged, late), WATCHED)).toEqual([
      {
        kind: 'integrity',
        key: 'integrity:blobs/sha256/ab',
        subject: damaged.subject,
        what: [damaged.what],
        points: ['p'],
      },
      behind,
    ])
  })

  test('is over once all was read, whatever is damaged, and not while nobody could look', () => {
    expect(endedProblems([behind], integrity(damaged), WATCHED)).toEqual([behind])
    expect(endedProblems([behind], integrity(damaged, late), WATCHED)).toEqual([])
    const { controls } = integrity()
    const blind = controls.map((control) => ({ ...control, state: 'unknown' as const, reason: 'No.' }))
    expect(endedProblems([behind], { ...integrity(), controls: blind }, WATCHED)).toEqual([])
  })
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

test('of a restore that changed nothing people hear so', () => {
  const [control] = restores('a').controls
  const findings = control!.findings.map((one) => ({ ...one, isUntouched: true as const }))
  const report = { ...restores('a'), controls: [{ ...control!, findings }] }
  expect(problemsOf(report, WATCHED)).toMatchObject([{ subject: 'a', isUntouched: true }])
})

test.each([true, false])(
  'of what copies lack rounds of copying tell, and never the audit: %p',
  (isWatched) => {
    const lacks = [
      { key: 'points/x.json', what: 'the copy lacks this recovery point', since: '2026-11-21T06:00:00.000Z' },
    ]
    const copy = { url: 's3://copy', lag: 60, overdue: 4001, lacks, stoppedAt: undefined, isWatched }
    const { id, title, claim, judge } = copies
    const control = {
      notes: [],
      id,
      title,
      claim,
      ...judge({ expected: {}, copies: seen([copy]), compared: seen(undefined) } as AuditFacts & object),
    }
    const report = { ...runs(), controls: [ControlResult.parse(control)] }
    expect(report.controls[0]!.findings).toHaveLength(2)
    expect(report.controls[0]!.findings[0]?.toldAs).toBe(isWatched ? 'copy-missing' : undefined)
    expect(problemsOf(report, WATCHED)).toEqual([])
  },
)
