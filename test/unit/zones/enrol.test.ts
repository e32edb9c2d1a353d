import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { EventRule } from '../../../shared/ports.ts'
import { enrolZones, retireZones } from '../../../shared/zones/enrol.ts'
import { forwardingRule, hubOf, madeFor } from '../../../shared/zones/forwarding.ts'
import { planEnrolment } from '../../../shared/zones/plan-enrolment.ts'
import { fakeEventRules } from '../../fakes/fake-event-rules.ts'

const PLACE = { account: '123456789012', region: 'eu-west-1', partition: 'aws' }
const HUB = {
  ...hubOf('holdfast-prod', PLACE),
  roleArn: 'arn:aws:iam::123456789012:role/holdfast-prod-ForwardingRole-X',
}
const NAME = 'holdfast-forward-holdfast-prod-eu-west-1'
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']

const wanted = forwardingRule(HUB)
const healthy: EventRule = {
  name: NAME,
  arn: `arn:aws:events:us-east-1:123456789012:rule/${NAME}`,
  enabled: true,
  pattern: wanted.pattern,
  tags: wanted.tags,
  targets: [{ ...wanted.target, reshaped: false }],
}
const stepFor = (rule: EventRule) => planEnrolment(HUB, 'us-east-1', [rule])

describe('enrolment', () => {
  test('makes one tagged rule in each region but the hub’s own, with the hub’s bus as its target', async () => {
    const fake = fakeEventRules()
    const answers = await enrolZones(fake, HUB, { regions: REGIONS })
    expect(answers.map(({ zone, steps }) => [zone, steps.map(({ action }) => action)])).toEqual([
      ['eu-west-1', []],
      ['us-east-1', ['create']],
      ['ap-south-1', ['create']],
    ])
    expect(fake.rulesOf('eu-west-1').size).toBe(0)
    expect(fake.rulesOf('us-east-1').get(NAME)).toMatchObject({
      enabled: true,
      tags: {
        holdfast: 'holdfast-prod',
        'holdfast-hub': 'arn:aws:events:eu-west-1:123456789012:event-bus/holdfast-prod-hub',
      },
      targets: [{ id: 'hub', arn: HUB.busArn, roleArn: HUB.roleArn }],
    })
  })

  test('changes nothing the second time', async () => {
    const fake = fakeEventRules()
    await enrolZones(fake, HUB, { regions: REGIONS })
    fake.writes.length = 0
    const answers = await enrolZones(fake, HUB, { regions: REGIONS })
    expect(fake.writes).toEqual([])
    expect(answers.flatMap(({ steps }) => steps.map(({ action }) => action))).toEqual(['keep', 'keep'])
  })

  test('of a dry run says the same and does nothing', async () => {
    const fake = fakeEventRules()
    const dry = await enrolZones(fake, HUB, { regions: REGIONS, dryRun: true })
    expect(fake.writes).toEqual([])
    expect(await enrolZones(fake, HUB, { regions: REGIONS })).toEqual(dry)
  })

  test('goes on when a region is denied, and says which and why', async () => {
    const fake = fakeEventRules()
    fake.broken.set('us-east-1', new AccessDeniedError('ListRules: denied by a service control policy'))
    const answers = await enrolZones(fake, HUB, { regions: REGIONS })
    expect(answers[1]).toEqual({
      zone: 'us-east-1',
      steps: [],
      failure: {
        error: 'AccessDeniedError',
        message: 'ListRules: denied by a service control policy',
        retryable: false,
      },
    })
    expect(fake.rulesOf('ap-south-1').has(NAME)).toBe(true)
  })

  test('throws what is a defect of its own', async () => {
    const openRules = () => {
      throw new TypeError('a defect')
    }
    await expect(enrolZones({ openRules }, HUB, { regions: REGIONS })).rejects.toThrow(TypeError)
  })
})

describe('the plan for a region', () => {
  test.each<[string, Partial<EventRule>]>([
    ['it is disabled', { enabled: false }],
    ['its pattern differs', { pattern: { source: ['aws.lambda'] } }],
    ['its target is missing', { targets: [] }],
    ['it sends elsewhere', { targets: [{ ...wanted.target, arn: 'arn:other', reshaped: false }] }],
    ['its role differs', { targets: [{ ...wanted.target, roleArn: 'arn:other', reshaped: false }] }],
    ['it reshapes the events', { targets: [{ ...wanted.target, reshaped: true }] }],
    ['it has another target', { targets: [...healthy.targets, { id: 'x', arn: 'arn:x', reshaped: false }] }],
    ['its tags are missing', { tags: {} }],
  ])('heals a rule: %s', async (reason, defect) => {
    const damaged = { ...healthy, ...defect }
    expect(stepFor(damaged)).toEqual([{ action: 'heal', rule: NAME, reason }])
    const fake = fakeEventRules()
    fake.rulesOf('us-east-1').set(NAME, damaged)
    await enrolZones(fake, HUB, { regions: ['us-east-1'] })
    expect(fake.rulesOf('us-east-1').get(NAME)).toEqual(healthy)
  })

  test('names every defect of a rule', () => {
    const [step] = stepFor({ ...healthy, enabled: false, targets: [] })
    expect(step?.reason).toBe('it is disabled, its target is missing')
  })

  test('leaves a rule alone that has the name and was made by somebody else', () => {
    const foreign = { ...healthy, tags: {}, targets: [{ id: 'hub', arn: 'arn:other', reshaped: false }] }
    expect(stepFor(foreign)).toEqual([
      { action: 'refuse', rule: NAME, reason: 'a rule of this name was made by somebody else' },
    ])
  })

  test('counts a refused rule as a failure of the region, which no caller can miss', async () => {
    const fake = fakeEventRules()
    const targets = [{ id: 'hub', arn: 'arn:other', reshaped: false }]
    fake.rulesOf('us-east-1').set(NAME, { ...healthy, tags: {}, targets })
    const [answer] = await enrolZones(fake, HUB, { regions: ['us-east-1'] })
    expect(answer?.failure).toMatchObject({ error: 'PreconditionFailedError', retryable: false })
    expect(fake.writes).toEqual([])
  })

  test('removes a rule that an earlier version made under another name', () => {
    const old = { ...healthy, name: 'holdfast-forward-old' }
    expect(planEnrolment(HUB, 'us-east-1', [old]).map(({ action, rule }) => [action, rule])).toEqual([
      ['create', NAME],
      ['remove', 'holdfast-forward-old'],
    ])
  })

  test('removes a rule from the hub’s own region: it would bring each event twice', () => {
    expect(planEnrolment(HUB, 'eu-west-1', [healthy])).toMatchObject([{ action: 'remove', rule: NAME }])
  })

  test('touches no rule of another hub, nor the stack’s own', () => {
    const others = [
      { ...healthy, name: 'holdfast-forward-other', tags: { holdfast: 'x', 'holdfast-hub': 'arn:x' } },
      { ...healthy, name: 'holdfast-forward-stack', tags: { holdfast: 'holdfast-prod' } },
    ]
    expect(planEnrolment(HUB, 'eu-west-1', others)).toEqual([])
  })
})

describe('retirement', () => {
  test('removes every rule that was made for the hub, and nothing else', async () => {
    const fake = fakeEventRules()
    await enrolZones(fake, HUB, { regions: REGIONS })
    const foreign = { ...healthy, name: 'holdfast-forward-other', tags: {} }
    fake.rulesOf('us-east-1').set(foreign.name, foreign)
    await retireZones(fake, HUB, { regions: REGIONS })
    expect([...fake.rulesOf('us-east-1').keys()]).toEqual([foreign.name])
    expect([...fake.rulesOf('ap-south-1').keys()]).toEqual([])
  })

  test('of what is not there is no error', async () => {
    const answers = await retireZones(fakeEventRules(), HUB, { regions: REGIONS })
    expect(answers.every(({ steps, failure }) => steps.length === 0 && failure === undefined)).toBe(true)
  })
})

describe('whatever stands in the regions', () => {
  const names = fc.constantFrom(NAME, 'holdfast-forward-old', 'holdfast-forward-x')
  const tags = fc.constantFrom(wanted.tags, {}, { holdfast: 'y', 'holdfast-hub': 'arn:y' })
  const target = fc.record({
    id: fc.constantFrom('hub', 'other'),
    arn: fc.constantFrom(HUB.busArn, 'arn:z'),
    reshaped: fc.boolean(),
  })
  const targets = fc.uniqueArray(target, { selector: ({ id }) => id })
  const pattern = fc.constantFrom(wanted.pattern, { source: ['x'] }, undefined)
  const rule = fc.record({ name: names, enabled: fc.boolean(), pattern, tags, targets })
  const rules = fc.uniqueArray(rule, { selector: ({ name }) => name })

  test('a second enrolment finds nothing left to do', async () => {
    const property = fc.asyncProperty(rules, async (start) => {
      const fake = filled(start)
      await enrolZones(fake, HUB, { regions: REGIONS })
      fake.writes.length = 0
      const again = await enrolZones(fake, HUB, { regions: REGIONS })
      expect(fake.writes).toEqual([])
      for (const { steps } of again)
        expect(steps.every(({ action }) => ['keep', 'refuse'].includes(action))).toBe(true)
    })
    await fc.assert(property, { numRuns: 60 })
  })

  test('rules of others are the same before and after enrolment and retirement', async () => {
    const property = fc.asyncProperty(rules, async (start) => {
      const fake = filled(start)
      const others = () =>
        REGIONS.flatMap((region) => [...fake.rulesOf(region).values()]).filter((one) => !isOurs(one))
      const before = others()
      await enrolZones(fake, HUB, { regions: REGIONS })
      await retireZones(fake, HUB, { regions: REGIONS })
      expect(REGIONS.flatMap((region) => [...fake.rulesOf(region).values()])).toEqual(before)
    })
    await fc.assert(property, { numRuns: 60 })
  })

  /** Ours by its tag, or by its name and where it sends; the latter only where a region is enrolled. */
  const isOurs = (one: EventRule) =>
    madeFor(HUB, one) ||
    (one.name === NAME &&
      !one.arn.includes(`:${HUB.region}:`) &&
      one.targets.some(({ arn }) => arn === HUB.busArn))

  function filled(start: readonly Omit<EventRule, 'arn'>[]) {
    const fake = fakeEventRules()
    for (const region of REGIONS) {
      for (const one of start) {
        const arn = `arn:aws:events:${region}:123456789012:rule/${one.name}`
        fake.rulesOf(region).set(one.name, { ...one, arn })
      }
    }
    return fake
  }
})

test('a rule’s name fits EventBridge, however long the stack’s, and differs with the stack', () => {
  const nameFor = (stack: string) => forwardingRule({ ...HUB, ...hubOf(stack, PLACE) }).name
  const stacks = fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom('a', 'b', '-') })
  const property = fc.property(stacks, stacks, (one, other) => {
    expect(nameFor(one)).toMatch(/^holdfast-forward-[\w-]{1,47}$/)
    expect(nameFor(one) === nameFor(other)).toBe(one === other)
  })
  fc.assert(property)
})
