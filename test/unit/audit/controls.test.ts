import { describe, expect, test } from '@jest/globals'
import type { AuditFacts } from '../../../shared/audit/audit-facts.ts'
import type { Control } from '../../../shared/audit/control.ts'
import { CONTROLS } from '../../../shared/audit/controls.ts'
import { copies } from '../../../shared/audit/controls/copies.ts'
import { coverage } from '../../../shared/audit/controls/coverage.ts'
import { encryption } from '../../../shared/audit/controls/encryption.ts'
import { gaps } from '../../../shared/audit/controls/gaps.ts'
import { integrity } from '../../../shared/audit/controls/integrity.ts'
import { locks } from '../../../shared/audit/controls/locks.ts'
import { restoreTests } from '../../../shared/audit/controls/restore-tests.ts'
import { retention } from '../../../shared/audit/controls/retention.ts'
import { roles } from '../../../shared/audit/controls/roles.ts'
import { runs } from '../../../shared/audit/controls/runs.ts'
import { tombstones } from '../../../shared/audit/controls/tombstones.ts'
import type { DeletedFact, LivingFact } from '../../../shared/audit/facts/resource-fact.ts'
import type { TestFact } from '../../../shared/audit/facts/read-tests.ts'
import { none, seen, unseen } from '../../../shared/audit/seen.ts'
import { PARTS } from '../../../shared/audit/choose-parts.ts'
import { ControlId } from '../../../shared/model/audit.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { RunEntry } from '../../../shared/model/run.ts'
import { KEY, NOW, PROTECTING, SAFE, USED, plansOf } from './audit-world.ts'

const ORDERS = { account: '123456789012', zone: 'eu-west-1', kind: 'function', name: 'orders' } as const
const PATH = '123456789012/eu-west-1/function/orders'
const POINT = `points/${PATH}/20260103T110000Z-00112233445566aa.json`

const LIVING: LivingFact = {
  resource: ORDERS,
  point: POINT,
  seenAt: '2026-01-03T11:00:00.000Z',
  assignment: { choice: { type: 'plan', plan: 'standard', by: 'default', path: ['default'] }, findings: [] },
  gaps: [],
  open: undefined,
}

const DELETED: DeletedFact = {
  resource: ORDERS,
  deletedAt: '2026-01-01T00:00:00.000Z',
  lastPoint: { key: POINT, takenAt: '2025-12-31T00:00:00.000Z', assignment: LIVING.assignment },
  expired: undefined,
}

const TEST: TestFact = {
  testId: '20260103T050000Z-00112233',
  resource: ORDERS,
  state: 'passed',
  endedAt: '2026-01-03T05:00:00.000Z',
  left: [],
  error: undefined,
}

const READ = {
  record: {
    format: 1,
    begunAt: '2025-12-01T00:00:00.000Z',
    chosenAt: NOW,
    parts: Object.fromEntries(
      PARTS.map((part) => [part, { readAt: '2026-01-01T00:00:00.000Z', blobs: 1, bytes: 1, damaged: [] }]),
    ),
  },
  planned: ['00'],
  unfinished: [],
  blobs: 1,
  bytes: 10,
  manifests: 2,
  damaged: [],
  encryption: [{ algorithm: 'aws:kms', key: KEY, objects: 3, example: 'vault.json' }],
  isNamedWhole: true,
} as const

const DEEP: RunEntry = {
  format: 1,
  runId: 'deep',
  account: '123456789012',
  mode: 'deep',
  startedAt: '2025-12-28T03:05:00.000Z',
  state: 'succeeded',
}
const QUICK: RunEntry = { ...DEEP, runId: 'quick', mode: 'quick', startedAt: '2026-01-03T03:05:00.000Z' }
const RUNS = { runs: [QUICK, DEEP], isWhole: true, notEnrolled: [], failed: [], lostZones: [] }

/** A schedule that has been there for a year. */
function every(expression: string, since = '2025-01-01T00:00:00.000Z') {
  return { expression, timeZone: 'UTC', since }
}

/** Facts of a vault in which all is well. */
const GOOD: AuditFacts = {
  now: new Date(NOW),
  url: 's3://vault',
  plans: plansOf(),
  expected: {
    quick: every('cron(0 3 ? * MON-SAT *)'),
    deep: every('cron(0 3 ? * SUN *)'),
    retention: every('cron(0 6 ? * * *)'),
  },
  resources: seen({ living: [LIVING], deleted: [DELETED], unreadable: [], unlooked: [] }),
  integrity: seen(READ),
  bucket: seen(SAFE),
  runs: seen(RUNS),
  restores: seen({ count: 1, open: [] }),
  tests: seen(new Map([[PATH, TEST]])),
  roles: seen({ roles: [USED], unread: [] }),
  locks: seen({ plans: ['locked'], count: 0, short: [], wholeAt: NOW, stoppedAt: undefined }),
  copies: seen([
    { url: 's3://copy', lag: 60, overdue: 0, lacks: [], stoppedAt: undefined, isWatched: false },
  ]),
  compared: seen(undefined),
  retention: seen({
    runId: 'r',
    startedAt: '2026-01-03T06:00:00.000Z',
    state: 'done',
    expired: 1,
    freedBytes: 10,
  }),
  watched: seen({ opened: new Map(), stopped: new Map() }),
  trails: seen([{ zone: 'eu-west-1', state: 'ok', what: 'The trail t records management writes.' }]),
}

function living(change: Partial<LivingFact>): Partial<AuditFacts> {
  return {
    resources: seen({ living: [{ ...LIVING, ...change }], deleted: [], unreadable: [], unlooked: [] }),
  }
}

/** Findings of a control when one thing is otherwise than it should be. */
function found({ judge }: Control, change: Partial<AuditFacts>): readonly string[] {
  const { state, findings } = judge({ ...GOOD, ...change })
  expect(state).toBe(findings.length > 0 ? 'failed' : 'passed')
  return findings.map(({ subject, what }) => `${subject}: ${what}`)
}

describe('the controls', () => {
  test('are those that the format names, each once', () => {
    expect(CONTROLS.map(({ id }) => id).toSorted()).toEqual(ControlId.options.toSorted())
  })

  test.each(CONTROLS.map((control) => [control.id, control] as const))(
    '%s passes where all is well, with evidence and a place to look',
    (_, { judge }) => {
      const { state, evidence, where } = judge(GOOD)
      expect(state).toBe('passed')
      expect(evidence).not.toEqual([])
      expect(where).not.toEqual([])
    },
  )

  test.each(CONTROLS.map((control) => [control.id, control] as const))(
    '%s is unknown when what it judges cannot be seen, and not applicable where there is no such thing',
    (_, { needs: [need], judge }) => {
      const why = { [need as string]: unseen('denied') }
      expect(judge({ ...GOOD, ...why })).toMatchObject({ state: 'unknown', reason: 'denied', findings: [] })
      const nothing = { [need as string]: none('not here') }
      expect(judge({ ...GOOD, expected: {}, ...nothing })).toMatchObject({
        state: 'not-applicable',
        reason: 'not here',
      })
    },
  )
})

describe('coverage', () => {
  const excluded = (reason: string): LivingFact['assignment'] => ({
    choice: { type: 'excluded', reason, by: 'tag' },
    findings: [],
  })

  test('finds a function whose newest point is older than its plan allows', () => {
    expect(found(coverage, living({ seenAt: '2025-12-20T11:00:00.000Z' }))).toEqual([
      `${PATH}: last known to be right at 2025-12-20 11:00:00Z, 14 days ago; its plan allows 240 h`,
    ])
  })

  test('finds a function that no plan is for', () => {
    const assignment = { choice: { type: 'unprotected', why: 'None selects it.' }, findings: [] } as const
    expect(found(coverage, living({ assignment }))).toEqual([
      `${PATH}: no plan is responsible for it. None selects it.`,
    ])
  })

  test('names what is excluded with its reason, and holds no age against it', () => {
    const old = { assignment: excluded('a toy'), seenAt: '2020-01-01T00:00:00.000Z' }
    expect(found(coverage, living(old))).toEqual([])
    expect(coverage.judge({ ...GOOD, ...living(old) }).notes).toEqual([
      { subject: PATH, what: 'excluded by its tag holdfast:exclude: a toy' },
    ])
  })

  test('finds a tag that cannot be obeyed, but not one that could not be read: that is a gap', () => {
    const findings = [
      { kind: 'unknown-plan', message: 'No such plan.' },
      { kind: 'unread', message: 'Unread.' },
    ] as const
    expect(found(coverage, living({ assignment: { ...LIVING.assignment, findings } }))).toEqual([
      `${PATH}: No such plan.`,
    ])
  })

  test('finds what runs could never capture', () => {
    const failure = { error: 'AccessDeniedError', message: '', retryable: false }
    const failed = [
      { resource: { ...ORDERS, name: 'new' }, failure },
      { resource: ORDERS, failure },
    ]
    expect(found(coverage, { runs: seen({ ...RUNS, failed }) })).toEqual([
      '123456789012/eu-west-1/function/new: it has no recovery point: AccessDeniedError',
    ])
  })
})

describe('integrity', () => {
  test('finds damage, and how many points it harms', () => {
    const damaged = [{ key: 'blobs/sha256/00/00aa', what: 'it is not there', points: [POINT] }]
    expect(found(integrity, { integrity: seen({ ...READ, damaged }) })).toEqual([
      'blobs/sha256/00/00aa: it is not there; 1 recovery point cannot be restored whole',
    ])
  })

  test('finds parts that were not read for more than thirty days', () => {
    const { '0f': _, ...parts } = READ.record.parts
    const change = { integrity: seen({ ...READ, record: { ...READ.record, parts } }) }
    expect(found(integrity, change)).toEqual([
      'audits/parts.json: 1 part of 256 not read for more than 30 days: 0f',
    ])
  })

  test('says what it could not finish, which is no finding yet', () => {
    const change = { integrity: seen({ ...READ, unfinished: ['00'] }) }
    expect(found(integrity, change)).toEqual([])
    expect(integrity.judge({ ...GOOD, ...change }).notes).toHaveLength(1)
  })
})

describe('gaps', () => {
  test('finds a gap with its reason, and since when it is there', () => {
    const gap = { part: 'policy', reason: 'access-denied', since: '2025-12-24T00:00:00.000Z' } as const
    expect(found(gaps, living({ gaps: [gap] }))).toEqual([
      `${PATH}: policy: access-denied, since 2025-12-24 00:00:00Z at the latest`,
    ])
  })

  test.each(['unsupported', 'left-out-by-plan'] as const)('takes no offence at what is %s', (reason) => {
    const gap = { part: 'scaling', reason, since: NOW }
    expect(found(gaps, living({ gaps: [gap] }))).toEqual([])
  })
})

describe('runs of backups', () => {
  const withRuns = (...all: RunEntry[]) => ({ runs: seen({ ...RUNS, runs: all }) })

  test('finds that none started when one should have', () => {
    const late = { ...QUICK, startedAt: '2026-01-01T03:05:00.000Z' }
    expect(found(runs, withRuns(late, DEEP))).toEqual([
      'quick runs: one should have started at 2026-01-02 03:00:00Z; the last began at 2026-01-01 03:05:00Z',
    ])
  })

  test('is told by the schedule since it is there, not before', () => {
    const late = { ...QUICK, startedAt: '2026-01-01T03:05:00.000Z' }
    const young = every('cron(0 3 ? * MON-SAT *)', '2026-01-03T07:00:00.000Z')
    const expected = { ...GOOD.expected, quick: young, deep: young }
    expect(found(runs, { expected, ...withRuns(late) })).toEqual([])
  })

  test('takes a deep run for a quick one', () => {
    expect(found(runs, withRuns({ ...DEEP, startedAt: QUICK.startedAt }))).toEqual([])
  })

  test('finds a run that failed, one that never ended, and zones that were not seen', () => {
    expect(found(runs, withRuns({ ...QUICK, state: 'failed' }, QUICK, DEEP))).toEqual([
      'run quick: the last run failed',
    ])
    const dead = { ...QUICK, runId: 'dead', state: 'running', startedAt: '2026-01-02T03:00:00.000Z' } as const
    expect(found(runs, withRuns(dead, QUICK, DEEP))).toEqual(['run dead: it began and never ended'])
    const zones = {
      notEnrolled: [{ zone: 'eu-north-1', error: 'AccessDeniedError', message: '' }],
      lostZones: [{ zone: 'us-east-1', error: 'ThrottledError' }],
    }
    expect(found(runs, { runs: seen({ ...RUNS, ...zones }) })).toEqual([
      'us-east-1: the last run could not read it: ThrottledError',
      'eu-north-1: changes there are not noticed until the next run: AccessDeniedError',
    ])
  })
})

describe('runs that there was no time to look further back for', () => {
  test('are not said never to have been: that is unknown', () => {
    const { state, reason, findings } = runs.judge({
      ...GOOD,
      runs: seen({ ...RUNS, runs: [QUICK], isWhole: false }),
    })
    expect([state, reason, findings]).toEqual([
      'unknown',
      'There was no time to look further back than 1 run.',
      [],
    ])
    const whole = runs.judge({ ...GOOD, runs: seen({ ...RUNS, runs: [QUICK] }) })
    expect(whole.findings).toEqual([{ subject: 'deep runs', what: 'none has ever ended well' }])
  })
})

describe('restore tests', () => {
  const tested = (change: Partial<TestFact>) => ({ tests: seen(new Map([[PATH, { ...TEST, ...change }]])) })

  test.each([
    ['failed', 'failed'],
    ['differs', 'came back different'],
    ['wrong-answer', 'gave a wrong answer'],
    ['refused', 'cannot be planned'],
  ] as const)('finds one that %s', (state, words) => {
    expect(found(restoreTests, tested({ state }))).toEqual([
      `${PATH}: its restore ${words}: test 20260103T050000Z-00112233`,
    ])
  })

  test('finds that a test left something behind, and that tests ceased', () => {
    expect(found(restoreTests, tested({ left: ['layer'] }))).toHaveLength(1)
    const expected = { ...GOOD.expected, restoreTests: every('cron(0 5 ? * * *)') }
    expect(found(restoreTests, { expected, ...tested({ endedAt: '2025-12-30T05:20:00.000Z' }) })).toEqual([
      'restore tests: they should have started at 2025-12-31 05:00:00Z; the last one ended at 2025-12-30 05:20:00Z',
    ])
    expect(found(restoreTests, { expected, tests: none('never') })).toEqual([
      'restore tests: they are asked for, and none was ever made',
    ])
  })

  test('is not sure of a plan whose functions were never tested though it asks for that', () => {
    const asking = plansOf()
    const [standard] = Object.values(asking.plans)
    const plans = {
      ...asking,
      plans: { standard: { ...standard, restoreTests: { schedule: 'rate(1 day)', sample: 1 } } },
    }
    expect(restoreTests.judge({ ...GOOD, plans })).toMatchObject({ state: 'passed', findings: [] })
    for (const tests of [none('never'), seen(new Map([['other', TEST]]))]) {
      expect(restoreTests.judge({ ...GOOD, plans, tests })).toMatchObject({
        state: 'unknown',
        reason: expect.stringContaining('asked for by standard, and no function of such a plan'),
        isSeenWhole: true,
      })
    }
    const hidden = { ...GOOD, plans, tests: none('never'), resources: unseen('No.') }
    expect(restoreTests.judge(hidden)).not.toHaveProperty('isSeenWhole')
    expect(restoreTests.judge({ ...GOOD, tests: none('never') }).state).toBe('not-applicable')
  })

  test('does not miss any on the first day of a deployment', () => {
    const young = { ...GOOD.expected, restoreTests: every('cron(0 5 ? * * *)', '2026-01-03T07:00:00.000Z') }
    expect(found(restoreTests, { expected: young, tests: none('never') })).toEqual([])
  })
})

describe('deleted functions', () => {
  const deleted = (change: Partial<DeletedFact>) => ({
    resources: seen({ living: [], deleted: [{ ...DELETED, ...change }], unreadable: [], unlooked: [] }),
  })

  test('are named with when their last point expires', () => {
    expect(tombstones.judge(GOOD).notes?.map(({ what }) => what)).toEqual([
      'deleted at 2026-01-01 00:00:00Z; its last recovery point expires at 2027-01-01 00:00:00Z at the earliest',
    ])
  })

  test('are a finding when the last point is gone and nobody let it expire', () => {
    expect(found(tombstones, deleted({ lastPoint: undefined }))).toHaveLength(1)
    const expired = { at: '2026-01-02T00:00:00.000Z', point: undefined }
    expect(found(tombstones, deleted({ lastPoint: undefined, expired }))).toEqual([])
  })

  test('are a finding when the last point was expired before its term, as long as it can be taken back', () => {
    const expired = (at: string) => ({
      deletedAt: '2025-01-01T00:00:00.000Z',
      lastPoint: undefined,
      expired: { at, point: DELETED.lastPoint },
    })
    expect(found(tombstones, deleted(expired('2025-12-31T00:00:00.000Z')))).toEqual([
      `${PATH}: its last recovery point was expired at 2025-12-31 00:00:00Z, and its term is over at 2026-01-01 00:00:00Z: holdfast undelete takes it back`,
    ])
    expect(found(tombstones, deleted(expired('2026-01-02T00:00:00.000Z')))).toEqual([])
  })

  test.each([
    ['is a note when that was the term of its plan then', { days: 30 }, 'notes'],
    ['is a finding when its plan had the same term then', { years: 1 }, 'findings'],
  ] as const)('whose last point was expired before its term by the plans of today %s', (_, term, where) => {
    const expired = { at: '2025-03-01T00:00:00.000Z', term, point: DELETED.lastPoint }
    const one = deleted({ deletedAt: '2025-01-01T00:00:00.000Z', lastPoint: undefined, expired })
    const verdict = tombstones.judge({ ...GOOD, ...one })
    expect({ notes: [], ...verdict }[where]).toHaveLength(1)
    expect([...(verdict.notes ?? []), ...verdict.findings]).toHaveLength(1)
  })
})

describe('retention', () => {
  const ran = (change: object) => {
    if (GOOD.retention.type !== 'seen') throw new Error('unseen')
    return { retention: seen({ ...GOOD.retention.value, ...change }) }
  }

  test('finds a run that failed, and one that did not come', () => {
    expect(found(retention, ran({ state: 'failed' }))).toEqual(['retention r: it could not carry out all'])
    expect(found(retention, ran({ startedAt: '2026-01-01T06:00:01.000Z' }))).toEqual([
      'retention r: another one should have started at 2026-01-02 06:00:00Z',
    ])
  })

  test('finds that it never ran, though not on the first day of a deployment, nor without one', () => {
    const never = { retention: none('Retention has not run here yet.') }
    expect(found(retention, never)).toEqual(['retention: it should run by its schedule, and never did'])
    const since = '2026-01-03T07:00:00.000Z'
    const young = { ...GOOD.expected, retention: every('cron(0 6 ? * * *)', since) }
    const byHand = { ...GOOD.expected, retention: { expression: 'cron(0 6 ? * * *)', timeZone: 'UTC' } }
    for (const expected of [young, byHand])
      expect(retention.judge({ ...GOOD, ...never, expected }).state).toBe('not-applicable')
  })
})

describe('encryption and access', () => {
  const bucket = (change: Partial<typeof SAFE>) => ({ bucket: seen({ ...SAFE, ...change }) })
  const open = { Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject' } }

  test.each([
    [{ versioned: false }, 'it keeps no versions: what is deleted or overwritten is gone'],
    [{ publicBlocked: false }, 'it does not block public access'],
    [{ policy: { Statement: PROTECTING.slice(1) } }, 'its policy does not refuse plain HTTP'],
  ])('finds a bucket with %j', (change, what) => {
    expect(found(encryption, bucket(change))).toEqual([`the vault's bucket: ${what}`])
  })

  test('finds a bucket that everybody may read', () => {
    expect(found(encryption, bucket({ policy: open }))).toContain(
      "the vault's bucket: its policy lets everybody in",
    )
  })

  const OPEN = [
    'its policy does not refuse deletion by others than retention (OnlyRetentionDeletes)',
    'its policy does not refuse deletion of versions (NobodyDeletesVersions)',
    'its policy does not refuse writing without a condition (NobodyOverwritesUnseen)',
    'its policy does not refuse overwriting of what is written once (WhatIsWrittenOnceStays)',
    'its policy does not refuse bypassing of locks (NobodyBypassesLocks)',
  ]
  const policy = (Statement: JsonObject[]) => bucket({ policy: { Statement } })
  /** The statements, with one of them written otherwise. */
  const but = (sid: string, change: JsonObject) =>
    policy(PROTECTING.map((one) => (one.Sid === sid ? { ...one, ...change } : one)))

  test.each(OPEN)('finds that %s', (what) => {
    const [, sid] = /\((\w+)\)/.exec(what) ?? []
    const rest = PROTECTING.filter(({ Sid }) => Sid !== sid)
    expect(rest).toHaveLength(PROTECTING.length - 1)
    expect(found(encryption, policy(rest))).toEqual([`the vault's bucket: ${what}`])
  })

  test.each([
    ['NobodyDeletesVersions', { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['NobodyDeletesVersions', { Principal: { AWS: 'arn:aws:iam::123456789012:role/x' } }],
    ['NobodyDeletesVersions', { Resource: 'arn:aws:s3:::other/*' }],
    ['NobodyDeletesVersions', { Action: 's3:DeleteBucket' }],
    ['NobodyBypassesLocks', { Resource: 'arn:aws:s3:::vault/blobs/*' }],
    ['NobodyBypassesLocks', { Condition: { StringEquals: { 'aws:username': 'ada' } } }],
    ['WhatIsWrittenOnceStays', { Resource: 'arn:aws:s3:::vault/blobs/*' }],
    ['NobodyOverwritesUnseen', { Condition: { Null: { 's3:if-none-match': 'false' } } }],
    ['OnlyRetentionDeletes', { Condition: { ArnNotLike: { 'aws:PrincipalArn': '*' } } }],
    [
      'OnlyRetentionDeletes',
      { Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/intruder' } } },
    ],
  ])('finds %s that refuses less, by %j', (sid, change) => {
    expect(found(encryption, but(sid, change)).join()).toContain(`(${sid})`)
  })

  test('takes statements by what they do: of another name, wider, or under fewer conditions', () => {
    const wide = { Sid: 'x', Action: ['s3:Get*', 's3:delete*'], Resource: '*' }
    expect(found(encryption, but('NobodyDeletesVersions', wide))).toEqual([])
    expect(found(encryption, but('WhatIsWrittenOnceStays', { Sid: 'x', Condition: {} }))).toEqual([])
  })

  test('of a bucket without a deployment only says what is not refused; unsure of one, it is unknown', () => {
    const bare = { ...GOOD, ...policy(PROTECTING.slice(0, 1)) }
    const verdict = encryption.judge({ ...bare, roles: none('There is no deployment here.') })
    expect(verdict).toMatchObject({ state: 'passed', findings: [] })
    expect(verdict.evidence).toContainEqual({ name: 'deletion of versions', value: 'not refused' })
    const unsure = encryption.judge({ ...bare, roles: unseen('Roles could not be read.') })
    expect(unsure).toMatchObject({ state: 'unknown', reason: 'Roles could not be read.', findings: [] })
  })

  test('finds an object that is encrypted otherwise than the bucket says', () => {
    const strange = [{ algorithm: 'AES256', objects: 2, example: 'blobs/sha256/00/00aa' }]
    expect(found(encryption, { integrity: seen({ ...READ, encryption: strange }) })).toEqual([
      'blobs/sha256/00/00aa: 2 of what was read, this one first, is encrypted otherwise than the bucket says (aws:kms): AES256',
    ])
  })

  test('says in words that an object is not encrypted at all', () => {
    const strange = [{ algorithm: 'none', objects: 4, example: 'blobs/sha256/00/00aa' }]
    const facts = { ...GOOD, integrity: seen({ ...READ, encryption: strange }) }
    const verdict = encryption.judge(facts)
    expect(verdict.findings.map(({ what }) => what)).toEqual([
      '4 of what was read, this one first, is not encrypted; the bucket says aws:kms',
    ])
    expect(verdict.evidence).toContainEqual({ name: 'not encrypted', value: '4' })
  })
})

describe('locks and copies', () => {
  test('find what is not locked', () => {
    const short = [{ key: POINT, what: 'it is not locked', points: [POINT] }]
    const change = { locks: seen({ plans: ['locked'], count: 1, short, wholeAt: NOW, stoppedAt: undefined }) }
    expect(found(locks, change)).toEqual([`${POINT}: it is not locked`])
  })

  test('find what a copy lacks', () => {
    const lacks = [{ key: POINT, what: 'the copy lacks this recovery point', since: NOW }]
    const change = {
      copies: seen([
        { url: 's3://copy', lag: 99, overdue: 1, lacks, stoppedAt: undefined, isWatched: false },
      ]),
    }
    expect(found(copies, change)).toEqual([`s3://copy/${POINT}: the copy lacks this recovery point`])
  })

  test('are unknown when there was no time for all, and say how far it came', () => {
    const stopped = { plans: ['locked'], count: 0, short: [], wholeAt: undefined, stoppedAt: PATH }
    const lockVerdict = locks.judge({ ...GOOD, locks: seen(stopped) })
    expect([lockVerdict.state, lockVerdict.reason, lockVerdict.blind]).toEqual([
      'unknown',
      `There was no time yet to look at every lock: this audit came up to ${PATH}, and the next one goes on there.`,
      undefined,
    ])
    const partly = { url: 's3://copy', lag: 0, overdue: 0, lacks: [], stoppedAt: POINT, isWatched: false }
    const copyVerdict = copies.judge({ ...GOOD, copies: seen([partly]) })
    expect([copyVerdict.state, copyVerdict.reason]).toEqual([
      'unknown',
      `There was no time to compare all; in the order of blobs, points, holds and pointers this audit came, of s3://copy, up to ${POINT}. The next one goes on there.`,
    ])
  })
})

describe('locks of a vault that several audits look through', () => {
  const partly = (over: object) =>
    locks.judge({
      ...GOOD,
      locks: seen({ plans: ['locked'], count: 0, short: [], wholeAt: NOW, stoppedAt: PATH, ...over }),
    })

  test('pass by what the last round found, and say how far this audit came', () => {
    const { state, reason, evidence } = partly({ wholeAt: '2026-01-01T12:00:00.000Z', beganAfter: 'a/b/c/d' })
    expect([state, reason]).toEqual(['passed', undefined])
    expect(evidence.slice(2)).toEqual([
      { name: 'looked at now', value: `behind a/b/c/d, up to ${PATH}` },
      { name: 'all looked at', value: '48 h ago' },
    ])
  })

  test('are unknown when no round ended for thirty days', () => {
    expect(partly({ wholeAt: '2025-12-01T12:00:00.000Z' })).toMatchObject({
      state: 'unknown',
      blind: 'failed',
      reason: expect.stringContaining('Not every lock was looked at in the last 30 days'),
    })
  })

  test('are unknown while more were found than are named', () => {
    expect(partly({ count: 3 })).toMatchObject({
      state: 'unknown',
      reason: '3 that were found are not named.',
    })
  })
})

describe('resources that there was no time for', () => {
  const partly = {
    ...GOOD,
    resources: seen({ living: [], deleted: [], unreadable: [], unlooked: [LIVING.resource] }),
  }

  test.each([coverage, gaps, tombstones])('leave a control unknown, and it says which', (control) => {
    const { state, reason, findings } = control.judge(partly)
    expect([state, reason]).toEqual([
      'unknown',
      `There was no time for 1 resource, from ${PATH} on: not looked at.`,
    ])
    expect(findings).toEqual([])
  })
})

describe('roles', () => {
  const use = (role: string, lastUsed: string | undefined, createdAt = '2025-01-01T00:00:00.000Z') => ({
    roles: seen({
      roles: [{ role, createdAt, services: [{ service: 'sqs', lastUsed, unusedActions: [] }] }],
      unread: [],
    }),
  })

  test('finds a service that a role may use and has not used for ninety days', () => {
    expect(found(roles, use('h-OnChangeRole-1', undefined))).toEqual([
      'h-OnChangeRole-1: may use sqs, and never did',
    ])
    expect(found(roles, use('h-MadeByHand-1', undefined))).toHaveLength(1)
    expect(found(roles, use('h-OnChangeRole-1', '2025-09-01T00:00:00.000Z'))).toHaveLength(1)
    expect(found(roles, use('h-OnChangeRole-1', '2025-12-01T00:00:00.000Z'))).toEqual([])
  })

  test('leaves young roles, and those for rare days, alone', () => {
    expect(found(roles, use('h-OnChangeRole-1', undefined, '2025-12-24T00:00:00.000Z'))).toEqual([])
    expect(found(roles, use('h-RetireZonesRole-1', undefined))).toEqual([])
  })

  test('says of a service for rare days that it was not used, and why that is no finding', () => {
    expect(found(roles, use('h-SchedulerRole-1', undefined))).toEqual([])
    expect(roles.judge({ ...GOOD, ...use('h-SchedulerRole-1', undefined) }).notes).toEqual([
      { subject: 'h-SchedulerRole-1', what: 'not used: sqs: only for a start that fails' },
    ])
  })

  test('is unknown when AWS does not say it', () => {
    const unread = [{ role: 'h-OnChangeRole-1', error: 'AccessDeniedError' }]
    expect(roles.judge({ ...GOOD, roles: seen({ roles: [], unread }) })).toMatchObject({
      state: 'unknown',
      reason: 'AWS did not say what 1 role did: AccessDeniedError.',
    })
  })
})
