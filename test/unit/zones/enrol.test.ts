import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { EventRule } from '../../../shared/ports/zones-api.ts'
import { enrolZones, retireZones } from '../../../shared/zones/enrol.ts'
import { forwardingRules, hubOf, madeFor } from '../../../shared/zones/forwarding.ts'
import { planEnrolment } from '../../../shared/zones/plan-enrolment.ts'
import { fakeEventRules } from '../../fakes/fake-event-rules.ts'

const PLACE = { account: '123456789012', region: 'eu-west-1', partition: 'aws' }
const HUB = {
  ...hubOf('holdfast-prod', PLACE),
  roleArn: 'arn:aws:iam::123456789012:role/holdfast-prod-ForwardingRole-X',
}
const NAME = 'holdfast-forward-holdfast-prod-eu-west-1'
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']

const WANTED = forwardingRules(HUB)
const wanted = WANTED[0]!
const [healthy, ...others] = WANTED.map((rule): EventRule => ({
  name: rule.name,
  arn: `arn:aws:events:us-east-1:123456789012:rule/${rule.name}`,
  enabled: true,
  pattern: rule.pattern,
  tags: rule.tags,
  targets: [{ ...rule.target, reshaped: false }],
})) as [EventRule, ...EventRule[]]
const each = <T>(value: T) => WANTED.map(() => value)
const toDo = (rules: readonly EventRule[]) =>
  planEnrolment(HUB, 'us-east-1', rules).filter(({ action }) => action !== 'keep')
const stepFor = (rule: EventRule) => toDo([rule, ...others])

describe('enrolment', () => {
  test('makes the same tagged rules in each region but the hub’s own, with the hub’s bus as their target', async () => {
    const fake = fakeEventRules()
    const answers = await enrolZones(fake, HUB, { regions: REGIONS })
    expect(answers.map(({ zone, steps }) => [zone, steps.map(({ action }) => action)])).toEqual([
      ['eu-west-1', []],
      ['us-east-1', each('create')],
      ['ap-south-1', each('create')],
    ])
    expect(fake.rulesOf('eu-west-1').size).toBe(0)
    expect(WANTED.length).toBeGreaterThan(1)
    for (const { name, pattern } of WANTED) {
      expect(fake.rulesOf('us-east-1').get(name)).toMatchObject({
        enabled: true,
        pattern,
        tags: {
          holdfast: 'holdfast-prod',
          'holdfast-hub': 'arn:aws:events:eu-west-1:123456789012:event-bus/holdfast-prod-hub',
        },
        targets: [{ id: 'hub', arn: HUB.busArn, roleArn: HUB.roleArn }],
      })
    }
  })

  test('changes nothing the second time', async () => {
    const fake = fakeEventRules()
    await enrolZones(fake, HUB, { regions: REGIONS })
    fake.writes.length = 0
    const answers = await enrolZones(fake, HUB, { regions: REGIONS })
    expect(fake.writes).toEqual([])
    expect(answers.flatMap(({ steps }) => steps.map(({ action }) => action))).toEqual([
      ...each('keep'),
      ...each('keep'),
    ])
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
    expect(fake.writes.filter((write) => write.endsWith(` ${NAME}`))).toEqual([])
  })

  test('heals one rule of several and leaves the others alone', async () => {
    const fake = fakeEventRules()
    await enrolZones(fake, HUB, { regions: ['us-east-1'] })
    const name = others[0]?.name ?? ''
    fake.rulesOf('us-east-1').delete(name)
    fake.writes.length = 0
    await enrolZones(fake, HUB, { regions: ['us-east-1'] })
    expect(fake.writes).toEqual([`us-east-1 putRule ${name}`, `us-east-1 putTarget ${name}`])
  })

  test('removes a rule that a version with more kinds of triggers made', () => {
    const more = { ...healthy, name: `${NAME}-triggers-${WANTED.length}` }
    expect(stepFor(healthy)).toEqual([])
    expect(toDo([healthy, ...others, more])).toMatchObject([{ action: 'remove', rule: more.name }])
  })

  test('removes a rule that an earlier version made under another name', () => {
    const old = { ...healthy, name: 'holdfast-forward-old' }
    expect(toDo([old, ...others]).map(({ action, rule }) => [action, rule])).toEqual([
      ['create', NAME],
      ['remove', 'holdfast-forward-old'],
    ])
  })

  test('removes a rule from the hub’s own region: it would bring each event twice', () => {
    expect(planEnrolment(HUB, 'eu-west-1', [healthy])).toMatchObject([{ action: 'remove', rule: NAME }])
  })

  test('touches no rule of another hub, nor the stack’s own', () => {
    const foreign = [
      { ...healthy, name: 'holdfast-forward-other', tags: { holdfast: 'x', 'holdfast-hub': 'arn:x' } },
      { ...healthy, name: 'holdfast-forward-stack', tags: { holdfast: 'holdfast-prod' } },
    ]
    expect(planEnrolment(HUB, 'eu-west-1', foreign)).toEqual([])
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
  const names = fc.constantFrom(
    ...WANTED.map(({ name }) => name),
    'holdfast-forward-old',
    'holdfast-forward-x',
  )
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
    (WANTED.some(({ name }) => name === one.name) &&
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
  const namesFor = (stack: string) =>
    forwardingRules({ ...HUB, ...hubOf(stack, PLACE) }).map(({ name }) => name)
  const stacks = fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom('a', 'b', '-') })
  const property = fc.property(stacks, stacks, (one, other) => {
    const names = [...namesFor(one), ...(one === other ? [] : namesFor(other))]
    for (const name of names) expect(name).toMatch(/^holdfast-forward-[\w-]{1,47}$/)
    expect(new Set(names).size).toBe(names.length)
  })
  fc.assert(property)
})
