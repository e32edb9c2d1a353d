import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { DETECTORS } from '../../../shared/activity/watch.ts'
import { busiestHour, placesOf } from '../../../shared/activity/detectors/detector.ts'
import { changeLines } from '../../../shared/activity/change-lines.ts'
import { learn, newWatch } from '../../../shared/activity/watch-state.ts'
import { readChange } from '../../../shared/changes/read-change.ts'
import type { WatchLimits } from '../../../shared/model/activity-limits.ts'
import { ActivityLimits, PlanActivity } from '../../../shared/model/activity-limits.ts'
import type { ActivityLine, DetectorName } from '../../../shared/model/activity.ts'
import { changeLine, deletionLine, minutes, recordedEvents, without } from '../../fakes/activity-lines.ts'

const ANN = 'arn:aws:iam::123456789012:user/ann'
const DEPLOY = 'arn:aws:iam::123456789012:role/deploy-shop'
const SESSION = 'arn:aws:sts::123456789012:assumed-role/deploy-shop/run-77'

interface Setting {
  readonly limits?: Partial<ActivityLimits>
  readonly plans?: WatchLimits['plans']
  readonly opened?: Readonly<Record<string, string>>
  /** Days since the watch began. */
  readonly age?: number
}

function find(name: DetectorName, lines: readonly ActivityLine[], setting: Setting = {}) {
  const { limits = {}, plans = {}, opened = {}, age = 30 } = setting
  const all = { ...ActivityLimits.parse(limits), plans }
  const began = new Date(Date.parse('2026-11-21T09:00:00Z') - age * 86_400_000)
  const known = learn(newWatch('123456789012', began), lines, all)
  return DETECTORS.find((one) => one.name === name)!.find(lines, { limits: all, known, opened })
}

const many = (count: number, line: (name: string, at: string) => ActivityLine, everyMinutes = 1) =>
  Array.from({ length: count }, (_, n) => line(`f${n}`, minutes(n * everyMinutes)))

describe('deletions', () => {
  const deleting = (count: number, fields: Partial<ActivityLine> = {}, every = 1) =>
    many(count, (name, at) => deletionLine({ name, at, ...fields }), every)

  test('are told from the eleventh function that one principal deletes in an hour', () => {
    expect(find('deletions', deleting(10))).toEqual([])
    expect(find('deletions', deleting(11))).toMatchObject([
      { detector: 'deletions', subject: ANN, count: 11, events: ['DeleteFunction'], zone: 'eu-west-1' },
    ])
  })

  test('of several days come to nothing, however late they are recorded', () => {
    expect(find('deletions', deleting(30, { recordedAt: minutes(0) }, 7))).toEqual([])
  })

  test('by who deploys are told from the fifty-first', () => {
    const limits = { deployers: [DEPLOY] }
    const by = { principal: SESSION }
    expect(find('deletions', deleting(50, by), { limits })).toEqual([])
    expect(find('deletions', deleting(51, by), { limits })).toMatchObject([{ subject: DEPLOY, count: 51 }])
  })

  test('of what never had a recovery point do not count', () => {
    const gone = deleting(40).map((line) => without(line, 'manifest'))
    expect(find('deletions', gone)).toEqual([])
  })

  test('that a run found have nobody for a principal, and count', () => {
    const found = deleting(11).map((line) => ({
      ...without(line, 'principal', 'event'),
      type: 'outcome' as const,
    }))
    expect(find('deletions', found)).toMatchObject([{ subject: 'unknown', count: 11 }])
  })

  test('by two principals are two sightings', () => {
    const both = [...deleting(11), ...deleting(12, { principal: SESSION })].toSorted((a, b) =>
      a.at < b.at ? -1 : 1,
    )
    expect(find('deletions', both).map(({ count }) => count)).toEqual([11, 12])
  })
})

describe('updates of code', () => {
  const updating = (count: number, fields: Partial<ActivityLine> = {}) =>
    many(count, (name, at) => changeLine({ name, at, ...fields }))

  test('of many functions by one principal are told, and of one function many times are not', () => {
    expect(find('code-updates', updating(25))).toEqual([])
    expect(find('code-updates', updating(26))).toMatchObject([{ subject: ANN, count: 26 }])
    expect(find('code-updates', updating(60, { name: 'orders' }))).toEqual([])
  })

  test('are the work of who deploys', () => {
    const limits = { deployers: ['arn:aws:iam::*:role/deploy-*'] }
    expect(find('code-updates', updating(59, { principal: SESSION }), { limits })).toEqual([])
  })
})

describe('a principal', () => {
  test('is told at its first change, once principals have been learnt', () => {
    expect(find('new-principal', [changeLine()])).toMatchObject([{ subject: ANN, count: 1 }])
    expect(find('new-principal', [changeLine()], { age: 13 })).toEqual([])
  })

  test('that deploys, or is nobody, is not told', () => {
    const nobody = without(changeLine(), 'principal')
    expect(find('new-principal', [nobody])).toEqual([])
    expect(find('new-principal', [changeLine()], { limits: { deployers: [ANN] } })).toEqual([])
  })

  test('is its role, whatever the session is called', () => {
    const lines = [
      changeLine({ principal: SESSION }),
      changeLine({ principal: `${SESSION}8`, at: minutes(9) }),
    ]
    expect(find('new-principal', lines).map(({ subject }) => subject)).toEqual([DEPLOY])
  })

  test('can be left out', () => {
    expect(find('new-principal', [changeLine()], { limits: { newPrincipals: false } })).toEqual([])
  })
})

describe('a policy that lets everybody in', () => {
  const opened = changeLine({ event: 'AddPermission', what: ['policy', 'policy-opened'] })

  test('is told by function', () => {
    expect(find('open-policy', [opened, { ...opened, name: 'payments' }])).toMatchObject([
      { subject: 'eu-west-1/orders' },
      { subject: 'eu-west-1/payments' },
    ])
  })

  test('is no news of a function that is public on purpose', () => {
    expect(find('open-policy', [opened], { limits: { publicFunctions: ['ord*'] } })).toEqual([])
  })

  test('and that a run finds as well is one sighting, with who did it', () => {
    const found = without(
      { ...opened, type: 'outcome', what: ['policy-opened'], at: minutes(50) },
      'principal',
      'event',
    )
    expect(find('open-policy', [opened, found])).toMatchObject([
      { subject: 'eu-west-1/orders', actor: ANN, events: ['AddPermission'], lastAt: minutes(50) },
    ])
    expect(find('open-policy', [found])).toMatchObject([{ events: [], count: 1 }])
    expect(find('open-policy', [found])[0]).not.toHaveProperty('actor')
  })

  test('is no news when the record of the call comes after people were told what a run found', () => {
    const told = { opened: { 'eu-west-1/orders': minutes(30) } }
    expect(find('open-policy', [{ ...opened, at: minutes(20) }], told)).toEqual([])
    expect(find('open-policy', [{ ...opened, at: minutes(40) }], told)).toHaveLength(1)
  })
})

describe('attempts', () => {
  const attempt = (event: string, source: string, fields: Partial<ActivityLine> = {}): ActivityLine =>
    changeLine({ type: 'attempt', event, source, what: [], outcome: 'refused', name: 'vault', ...fields })

  test('on the vault are told call by call, refused ones too', () => {
    const lines = [
      attempt('DeleteBucketPolicy', 's3.amazonaws.com'),
      attempt('ScheduleKeyDeletion', 'kms.amazonaws.com'),
      attempt('ScheduleKeyDeletion', 'kms.amazonaws.com', { at: minutes(3) }),
    ]
    expect(find('vault-attempt', lines).map(({ subject }) => subject)).toEqual([
      `DeleteBucketPolicy by ${ANN}`,
      `ScheduleKeyDeletion by ${ANN}`,
    ])
    expect(find('trail-stopped', lines)).toEqual([])
  })

  test('on a trail are another thing', () => {
    const lines = [attempt('StopLogging', 'cloudtrail.amazonaws.com')]
    expect(find('trail-stopped', lines)).toMatchObject([{ subject: `StopLogging by ${ANN}` }])
    expect(find('vault-attempt', lines)).toEqual([])
  })
})

describe('in the recorded events', () => {
  const lines = recordedEvents().flatMap((body) => {
    const account = (JSON.parse(body) as { account: string }).account
    const reading = readChange(body, { account, kinds: [] })
    if (reading.type !== 'change') return []
    const { resource } = reading.change
    const outcome = { type: 'unchanged', resource, manifest: 'points/x', id: '0' } as const
    return changeLines({
      resource,
      changes: [reading.change],
      outcome,
      at: new Date(reading.change.eventTime),
    })
  })

  test('the back doors of a red team are the policies that let everybody in', () => {
    expect(find('open-policy', lines).map(({ subject }) => subject)).toEqual([
      'us-east-1/stratus-red-team-backdoor-f-func',
      'ca-centralnorth-1r/stratus-red-team-backdoor-f-func',
    ])
  })

  test('nothing else is unusual', () => {
    const others = DETECTORS.map(({ name }) => name).filter((name) => name !== 'open-policy')
    expect(others.flatMap((name) => find(name, lines, { age: 0 }))).toEqual([])
  })
})

test('the busiest hour has as many resources as any hour has', () => {
  const minute = fc.integer({ min: 0, max: 300 })
  fc.assert(
    fc.property(fc.array(fc.tuple(minute, fc.integer({ min: 0, max: 20 })), { maxLength: 60 }), (events) => {
      const lines = events
        .toSorted(([a], [b]) => a - b)
        .map(([at, name]) => changeLine({ at: minutes(at), name: `f${name}` }))
      const counts = events.map(([from]) => {
        const within = events.filter(([at]) => at >= from && at < from + 60)
        return new Set(within.map(([, name]) => name)).size
      })
      expect(placesOf(busiestHour(lines)).length).toBe(Math.max(0, ...counts))
    }),
  )
})

describe('limits of a plan', () => {
  const limits = { deletionsPerHour: 10, codeUpdatesPerHour: 25 }
  const critical = { deletionsPerHour: 3, codeUpdatesPerHour: 2 }
  const plans = { critical: PlanActivity.parse(critical), lax: PlanActivity.parse({ deletionsPerHour: 100 }) }
  const of = (plan: string, count: number, line: typeof changeLine = deletionLine) =>
    many(count, (name, at) => line({ name: `${plan}-${name}`, at, plan }))

  test('count for its functions, and the plan is named', () => {
    expect(find('deletions', of('critical', 3), { limits, plans })).toEqual([])
    expect(find('deletions', of('critical', 5), { limits, plans })).toMatchObject([
      { subject: `${ANN}, plan critical`, actor: ANN, plan: 'critical', count: 5 },
    ])
    expect(find('code-updates', of('critical', 3, changeLine), { limits, plans })).toMatchObject([
      { plan: 'critical', count: 3 },
    ])
  })

  test('that are wider than those of the file leave its functions out of what the file counts', () => {
    expect(
      find('deletions', [...of('lax', 60), ...of('other', 10)].toSorted(byTime), { limits, plans }),
    ).toEqual([])
  })

  test('are those of the file where the plan has none: all such functions are counted together', () => {
    const lines = [...of('other', 6), ...of('lax', 6, changeLine), ...of('another', 6)].toSorted(byTime)
    const [seen] = find('deletions', lines, { limits, plans })
    expect(seen).toMatchObject({ subject: ANN, count: 12 })
    expect(seen).not.toHaveProperty('plan')
  })

  test('can leave new principals untold, who are told at their first change elsewhere', () => {
    const sandbox = { plans: { sandbox: PlanActivity.parse({ newPrincipals: false }) } }
    const [first, second] = [changeLine({ plan: 'sandbox' }), changeLine({ at: minutes(5), plan: 'gold' })]
    expect(find('new-principal', [first], sandbox)).toEqual([])
    expect(find('new-principal', [first, second], sandbox)).toMatchObject([
      { subject: ANN, firstAt: minutes(5) },
    ])
  })

  test('say which functions of it are public on purpose', () => {
    const site = { plans: { sites: PlanActivity.parse({ publicFunctions: ['*'] }) } }
    const opened = changeLine({ event: 'AddPermission', what: ['policy', 'policy-opened'] })
    expect(find('open-policy', [{ ...opened, plan: 'sites' }], site)).toEqual([])
    expect(find('open-policy', [{ ...opened, plan: 'gold' }, opened], site)).toHaveLength(1)
  })

  test('must be some', () => {
    expect(PlanActivity.safeParse({}).success).toBe(false)
  })
})

test('without limits of plans, whatever plans there are, the answer is the one without plans', () => {
  const line = fc.record({
    name: fc.integer({ min: 0, max: 40 }).map((n) => `f${n}`),
    at: fc.integer({ min: 0, max: 90 }).map(minutes),
    plan: fc.constantFrom('gold', 'silver', undefined),
    principal: fc.constantFrom(ANN, SESSION),
    kind: fc.constantFrom('deleted', 'code', 'opened'),
  })
  const made = ({
    kind,
    plan,
    ...fields
  }: {
    kind: string
    plan: string | undefined
    name: string
    at: string
  }) => {
    const all = { ...fields, ...(plan !== undefined && { plan }) }
    if (kind === 'deleted') return deletionLine(all)
    return changeLine(kind === 'code' ? all : { ...all, what: ['policy', 'policy-opened'] })
  }
  const limits = {
    deletionsPerHour: 3,
    deletionsPerHourByDeployers: 6,
    codeUpdatesPerHour: 4,
    deployers: [DEPLOY],
  }
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (all) => {
      const lines = all.map(made).toSorted(byTime)
      const former = lines.map((one) => without(one, 'plan'))
      for (const { name } of DETECTORS)
        expect(find(name, lines, { limits })).toEqual(find(name, former, { limits }))
    }),
  )
})

function byTime(a: ActivityLine, b: ActivityLine): number {
  return Date.parse(a.at) - Date.parse(b.at)
}
