import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { choosePlan } from '../../../shared/plans/choose-plan.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import type { Selector } from '../../../shared/plans/selector.ts'
import { readPlans } from '../../../shared/plans/read-plans.ts'
import type { Subject } from '../../../shared/plans/subject.ts'
import { subjectOf } from '../../../shared/plans/subject.ts'
import { RICH_POINT, richPoint } from '../../fakes/rich-point.ts'

const ORDERS: Subject = {
  resource: { account: '111122223333', zone: 'eu-west-1', kind: 'function', name: 'orders-api' },
  tags: { env: 'prod', team: 'orders', 'aws:cloudformation:stack-name': 'shop-live' },
  runtime: 'nodejs24.x',
  placement: [
    { SubnetId: 'subnet-a', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a', ZoneType: 'availability-zone' },
  ],
}

const FILE = `version: 1
default: standard
schedules: { quick: rate(1 day), deep: rate(7 days) }
exclude:
  - select: [{ names: ['tmp-*'] }]
    reason: made anew every night
plans:
  gold:
    select:
      - tags: { env: prod, team: [payments, 'ord*'] }
      - stacks: [bank-*]
    except:
      - names: ['*-canary']
  silver:
    select:
      - tags: { env: prod }
  standard:
    except:
      - zones: ['us-*']
`

function planFile(text = FILE): PlanFile {
  const { file, problems } = readPlans(text, new Date('2026-11-21T12:00:00.000Z'))
  if (file === undefined) throw new Error(JSON.stringify(problems))
  return file
}

const named = (name: string, tags: Readonly<Record<string, string>> = {}): Subject => ({
  ...ORDERS,
  resource: { ...ORDERS.resource, name },
  tags,
})
const choose = (subject: Subject, text?: string) => choosePlan(planFile(text), subject)

describe('The plan of a function', () => {
  test('is the first one that selects it, though a later one does too', () => {
    expect(choose(ORDERS)).toEqual({
      choice: { type: 'plan', plan: 'gold', by: 'select', path: ['plans', 'gold', 'select', 0] },
      findings: [],
    })
  })

  test('is the next one that selects it when the first excepts it', () => {
    const canary = named('orders-canary', ORDERS.tags)
    expect(choose(canary).choice).toMatchObject({ plan: 'silver', path: ['plans', 'silver', 'select', 0] })
  })

  test('is the default plan when none selects it', () => {
    expect(choose(named('other')).choice).toEqual({
      type: 'plan',
      plan: 'standard',
      by: 'default',
      path: ['default'],
    })
  })

  test('is none when the default plan excepts it, and that is told', () => {
    const far = { ...named('other'), resource: { ...ORDERS.resource, zone: 'us-east-1' } }
    expect(choose(far).choice).toEqual({
      type: 'unprotected',
      why: 'No plan selects it, and the default plan standard excepts it.',
    })
  })

  test('is none when there is no default plan, and that is told', () => {
    expect(choose(named('other'), FILE.replace('default: standard\n', '')).choice).toEqual({
      type: 'unprotected',
      why: 'No plan selects it, and there is no default plan.',
    })
  })

  test('is not that of a rule when the file excludes it, and the reason is told', () => {
    expect(choose(named('tmp-1', { env: 'prod' })).choice).toEqual({
      type: 'excluded',
      by: 'exclude',
      reason: 'made anew every night',
      path: ['exclude', 0],
    })
  })
})

describe('The tag holdfast:plan', () => {
  test.each(['orders-api', 'tmp-1'])('goes before every rule of the file: %s', (name) => {
    const { choice, findings } = choose(named(name, { 'holdfast:plan': 'silver' }))
    expect({ choice, findings }).toEqual({
      choice: { type: 'plan', plan: 'silver', by: 'tag' },
      findings: [],
    })
  })

  test.each(['glod', 'constructor'])('that names no plan leaves it to the rules, and is told: %s', (plan) => {
    const { choice, findings } = choose(named('orders-api', { ...ORDERS.tags, 'holdfast:plan': plan }))
    expect(choice).toMatchObject({ plan: 'gold', by: 'select' })
    expect(findings).toEqual([
      { kind: 'unknown-plan', message: expect.stringContaining(`"${plan}", which is no plan.`) },
    ])
  })
})

describe('The tag holdfast:exclude', () => {
  test('excludes a function, its value being the reason', () => {
    expect(choose(named('orders-api', { ...ORDERS.tags, 'holdfast:exclude': 'load test' }))).toEqual({
      choice: { type: 'excluded', by: 'tag', reason: 'load test' },
      findings: [],
    })
  })

  test.each(['', ' ', 'true', 'YES', '1'])('excludes nothing without a reason: "%s"', (value) => {
    const { choice, findings } = choose(named('orders-api', { ...ORDERS.tags, 'holdfast:exclude': value }))
    expect(choice).toMatchObject({ plan: 'gold' })
    expect(findings.map(({ kind }) => kind)).toEqual(['exclusion-without-reason'])
  })

  test.each(['silver', 'unknown'])('excludes nothing that names the plan %s as well', (plan) => {
    const tags = { 'holdfast:exclude': 'load test', 'holdfast:plan': plan }
    const { choice, findings } = choose(named('other', tags))
    expect(choice.type).toBe('plan')
    expect(findings.map(({ kind }) => kind)).toContain('contradictory-tags')
  })
})

describe('A selector', () => {
  const { schedules } = planFile()
  const select = (selector: Selector, subject: Subject = ORDERS) => {
    const only: PlanFile = { version: 1, schedules, plans: { one: { select: [selector] } } }
    return choosePlan(only, subject).choice.type === 'plan'
  }

  test.each<readonly [Selector, boolean]>([
    [{ names: ['orders-api'] }, true],
    [{ names: ['orders'] }, false],
    [{ names: ['a', '*-api'] }, true],
    [{ zones: ['eu-*'] }, true],
    [{ zones: ['edge'] }, false],
    [{ runtimes: ['nodejs*'] }, true],
    [{ runtimes: ['image'] }, false],
    [{ stacks: ['shop-*'] }, true],
    [{ stacks: ['shop'] }, false],
    [{ tags: { env: 'prod' } }, true],
    [{ tags: { env: '*' } }, true],
    [{ tags: { env: ['test', 'prod'] } }, true],
    [{ tags: { env: 'prod', cost: '*' } }, false],
    [{ placement: { vpc: ['vpc-1'], zoneType: ['availability-zone'] } }, true],
    [{ placement: { zoneType: ['local-zone'] } }, false],
    [{ names: ['orders-*'], zones: ['us-east-1'] }, false],
  ])('%j selects a production function of the shop: %j', (selector, isSelected) => {
    expect(select(selector)).toBe(isSelected)
  })

  test('selects nothing by what could not be read, and that is told', () => {
    const { choice, findings } = choose({ ...ORDERS, tags: undefined, placement: undefined })
    expect(choice).toMatchObject({ plan: 'standard', by: 'default' })
    expect(findings).toEqual([
      { kind: 'unread', message: 'Its tags could not be read, so no rule about tags is seen to hold.' },
      {
        kind: 'unread',
        message: 'Its placement could not be read, so no rule about placement is seen to hold.',
      },
    ])
    expect(select({ placement: { vpc: ['vpc-1'] } }, { ...ORDERS, placement: undefined })).toBe(false)
  })

  test('selects no more for each thing that it says', () => {
    const word = fc.constantFrom('orders-*', '*', 'eu-*', 'prod', 'nodejs24.x')
    const lists = fc.record(
      { names: fc.tuple(word), zones: fc.tuple(word), runtimes: fc.tuple(word), stacks: fc.tuple(word) },
      { requiredKeys: [] },
    )
    fc.assert(fc.property(lists, lists, (a, b) => !select({ ...a, ...b }) || select(b)))
  })
})

describe('What plans look at in a recovery point', () => {
  test('is tags, runtime and placement of a function', () => {
    expect(subjectOf(RICH_POINT)).toEqual({
      resource: RICH_POINT.resource,
      tags: { team: 'orders', 'aws:cloudformation:stack-name': 'old' },
      runtime: 'nodejs24.x',
      placement: [],
    })
  })

  test('is "image" as the runtime of a container image', () => {
    expect(subjectOf(richPoint({ configuration: { PackageType: 'Image' } })).runtime).toBe('image')
  })

  test('is not there when it could not be read', () => {
    const { tags: _tags, placement: _placement, ...content } = RICH_POINT.content
    expect(subjectOf({ ...RICH_POINT, content })).toMatchObject({ tags: undefined, placement: undefined })
  })

  test('is the tags alone at the edge, and none of a distribution', () => {
    const resource = { ...RICH_POINT.resource, zone: 'edge' }
    const store = { ...resource, kind: 'key-value-store' as const }
    const distribution = { ...resource, kind: 'distribution' as const }
    const content = { arn: 'a', configuration: {}, tags: { env: 'prod' } }
    expect(subjectOf({ ...RICH_POINT, resource: store, content })).toEqual({
      resource: store,
      tags: { env: 'prod' },
      runtime: undefined,
      placement: [],
    })
    const associations = {
      id: 'E1',
      arn: 'a',
      domainName: 'd',
      aliases: [],
      comment: '',
      enabled: true,
      staging: false,
      behaviors: [],
      connectionFunction: null,
      pins: [],
    }
    expect(subjectOf({ ...RICH_POINT, resource: distribution, content: associations }).tags).toEqual({})
  })
})
