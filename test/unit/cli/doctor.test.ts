import { describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { Finding } from '../../../shared/doctor/finding.ts'
import type { Stack } from '../../../shared/ports/zones-api.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { enrolZones } from '../../../shared/zones/enrol.ts'
import { FORWARDING_PATTERNS, forwardingRules } from '../../../shared/zones/forwarding.ts'
import { readForwarding } from '../../../shared/zones/read-forwarding.ts'
import { FakeCloudFront } from '../../fakes/fake-cloudfront.ts'
import { fakeEventRules } from '../../fakes/fake-event-rules.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const ACCOUNT = '123456789012'
const HUB = 'eu-west-1'
const REGIONS = [HUB, 'us-east-1']
const arn = (service: string, rest: string) => `arn:aws:${service}:${HUB}:${ACCOUNT}:${rest}`
const STACK: Stack = {
  name: 'holdfast-prod',
  status: 'UPDATE_COMPLETE',
  outputs: {
    VaultUrl: 's3://vault',
    ChangesQueueUrl: `https://sqs.${HUB}.amazonaws.com/${ACCOUNT}/changes`,
    ChangesDeadLettersUrl: `https://sqs.${HUB}.amazonaws.com/${ACCOUNT}/dead`,
    ExecutionsDeadLettersUrl: `https://sqs.${HUB}.amazonaws.com/${ACCOUNT}/executions`,
    SchedulerDeadLettersUrl: `https://sqs.${HUB}.amazonaws.com/${ACCOUNT}/starts`,
    BackupStateMachineArn: arn('states', 'stateMachine:holdfast-prod-backup'),
    HubBusArn: arn('events', 'event-bus/holdfast-prod-hub'),
    AlertsTopicArn: arn('sns', 'alerts'),
    ForwardingRoleArn: `arn:aws:iam::${ACCOUNT}:role/forward`,
    ForwardingRuleArn: arn('events', 'rule/own-0'),
    TriggerForwardingRuleArns: FORWARDING_PATTERNS.slice(1)
      .map((_, index) => arn('events', `rule/own-${index + 1}`))
      .join(),
    HubRuleArn: arn('events', 'rule/holdfast-prod-hub/hub'),
    OnChangeRoleArn: `arn:aws:iam::${ACCOUNT}:role/on-change`,
    OnChangeMappingId: 'uuid-1',
  },
  parameters: { AlertEmail: 'ops@example.com', DeepSchedule: 'cron(0 3 ? * SUN *)', PackageKeyArns: '' },
}

/** A deployment in which everything is as it must be. */
async function healthy() {
  const cloudfront = new FakeCloudFront()
  const rules = fakeEventRules()
  const forwarding = readForwarding(STACK, HUB)
  await enrolZones(rules, forwarding, { regions: REGIONS })
  for (const [index, { target, pattern }] of forwardingRules(forwarding).entries()) {
    const own = { enabled: true, pattern, tags: {}, targets: [{ ...target, reshaped: false }] }
    const name = `own-${index}`
    rules.rulesOf(HUB).set(name, { ...own, name, arn: arn('events', `rule/${name}`) })
  }
  const source = FORWARDING_PATTERNS.flatMap((pattern) => pattern['source'] as string[])
  const targets = [{ id: 'changes', arn: arn('sqs', 'changes'), reshaped: false }]
  const rule = { enabled: true, pattern: { source }, tags: {}, targets }
  rules.rulesOf(HUB).set('holdfast-prod-hub/hub', { ...rule, name: 'hub', arn: arn('events', 'rule/x') })
  const store = createMemoryStore()
  const base = fakeWorld(store)
  await createVault({ store, clock: base.clock, newId: () => 'v' }).writeInventory(
    { format: 1, account: ACCOUNT, zone: HUB, listedAt: '2026-11-21T00:00:00Z', functions: {} },
    undefined,
  )
  const world: World = {
    ...base,
    env: {},
    aws: {
      ...base.aws,
      readCaller: async (region = HUB) => ({
        account: ACCOUNT,
        principal: `arn:aws:iam::${ACCOUNT}:user/ann`,
        region,
      }),
    },
    zones: {
      openRegions: () => ({ listEnabled: async () => REGIONS }),
      openRules: rules.openRules,
      openStacks: () => ({
        readStack: async (name) => (name === STACK.name ? STACK : undefined),
        listResources: async () => ['nightly'],
      }),
    },
    doctor: async () => ({
      openTrails: () => ({
        listTrails: async () => [
          { name: 'audit', arn: 'arn:audit', homeRegion: HUB, globalEvents: true, organization: false },
        ],
        isLogging: async () => true,
        readSelectors: async () => ({
          basic: [{ managementEvents: true, writes: true, excludedSources: [] }],
          advanced: [],
        }),
      }),
      openDelivery: () => ({
        readMappingState: async () => 'Enabled',
        countMessages: async () => 0,
        listSubscriptions: async () => [{ protocol: 'https', endpoint: undefined, confirmed: true }],
        isScheduleEnabled: async () => true,
      }),
      openBuckets: () => ({
        readSafety: async () => ({ encryption: 'aws:kms', versioned: true, publicBlocked: true }),
      }),
      openPermissions: () => ({ simulate: async () => [] }),
      openLimits: () => ({
        readLimits: async () => ({
          codeUsed: 1,
          codeLimit: 75 * 1024 ** 3,
          concurrencyLimit: 1000,
          unreservedConcurrency: 1000,
        }),
      }),
      openEdge: () => cloudfront,
      readServiceTime: async () => base.clock.now(),
    }),
  }
  return { world, rules, cloudfront }
}

const findingsOf = (json: Record<string, unknown>) => json['findings'] as Finding[]

describe('holdfast doctor', () => {
  test('ends with 0 when all is well, having looked at everything', async () => {
    const { world } = await healthy()
    const { json, code } = await holdfast(world, 'doctor', '--json')
    const findings = findingsOf(json())
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(code).toBe(0)
    const looked = new Set(findings.map(({ check, zone }) => `${check} ${zone}`))
    const hub = [
      'deployment',
      'queue-mapping',
      'dead-letters',
      'alerts',
      'schedules',
      'vault',
      'vault-bucket',
      'clock',
    ]
    for (const check of hub) expect(looked).toContain(`${check} ${HUB}`)
    for (const zone of REGIONS) {
      for (const check of ['trail', 'forwarding', 'permissions', 'quotas'])
        expect(looked).toContain(`${check} ${zone}`)
    }
    for (const check of ['trail', 'key-value-trail', 'forwarding', 'permissions'])
      expect(looked).toContain(`${check} edge`)
  })

  test('ends with 3 and the command that mends, when a rule is gone; the edge needs that of its region', async () => {
    const { world, rules } = await healthy()
    rules.rulesOf('us-east-1').clear()
    const { out, code } = await holdfast(world, 'doctor')
    expect(code).toBe(3)
    expect(out).toMatch(/problem +forwarding +us-east-1, edge /)
    expect(out).toContain('npx holdfast zones --enrol --zone us-east-1 --stack holdfast-prod --hub eu-west-1')
    expect(out).toMatch(/2 problems, 0 warnings, 0 unknown, \d+ ok\./)
  })

  test('asks whether test events may be read, where the deployment captures them and nowhere else', async () => {
    const { world } = await healthy()
    const door = await world.doctor()
    const openPermissions = () => ({
      simulate: async ({ actions }: { readonly actions: readonly string[] }) =>
        actions.filter((action) => action.startsWith('schemas:')),
    })
    const examine = async (CaptureTestEvents: string) => {
      const openStacks = (region: string) => ({
        ...world.zones.openStacks(region),
        readStack: async () => ({ ...STACK, parameters: { ...STACK.parameters, CaptureTestEvents } }),
      })
      const patient = {
        ...world,
        zones: { ...world.zones, openStacks },
        doctor: async () => ({ ...door, openPermissions }),
      }
      const { json } = await holdfast(patient, 'doctor', '--json')
      return findingsOf(json()).filter(({ state }) => state !== 'ok')
    }
    expect(await examine('no')).toEqual([])
    const found = await examine('yes')
    expect(found.map(({ check, zone }) => `${check} ${zone}`)).toEqual(
      REGIONS.map((zone) => `permissions ${zone}`),
    )
    expect(found[0]?.what).toContain('schemas:DescribeSchema')
  })

  test('tells of what schedules could not start, and how to start it', async () => {
    const { world } = await healthy()
    const door = await world.doctor()
    const openDelivery = (region: string) => ({
      ...door.openDelivery(region),
      countMessages: async (url: string) => (url.endsWith('/starts') ? 2 : 0),
    })
    const { json, code } = await holdfast(
      { ...world, doctor: async () => ({ ...door, openDelivery }) },
      'doctor',
      '--json',
    )
    expect(code).toBe(3)
    const [finding, ...others] = findingsOf(json()).filter(({ state }) => state !== 'ok')
    expect(others).toEqual([])
    expect(finding).toMatchObject({ check: 'dead-letters', state: 'problem', zone: HUB })
    expect(finding?.what).toContain('2 starts by schedules failed')
    expect(finding?.mend).toMatch(/dead-letters redrive scheduler --stack holdfast-prod /)
  })

  test.each([
    ['Email', 'About 2 alerts did not reach the e-mail address', 'list'],
    ['Slack', 'About 2 alerts did not reach Slack; `holdfast dead-letters` says why.', 'redrive slack'],
    ['Watch', 'About 2 looks and calls were not judged by the watch for unusual activity', 'list'],
    ['LogDelivery', 'About 2 batches of log lines were not delivered', 'list'],
  ])('tells of what waits in the dead-letter queue %s, where there is one', async (name, what, command) => {
    const { world } = await healthy()
    const outputs = {
      ...STACK.outputs,
      [`${name}DeadLettersUrl`]: `https://sqs.${HUB}.amazonaws.com/${ACCOUNT}/lost`,
    }
    const openStacks = (region: string) => ({
      ...world.zones.openStacks(region),
      readStack: async () => ({ ...STACK, outputs }),
    })
    const door = await world.doctor()
    const openDelivery = (region: string) => ({
      ...door.openDelivery(region),
      countMessages: async (url: string) => (url.endsWith('/lost') ? 2 : 0),
    })
    const { json } = await holdfast(
      { ...world, zones: { ...world.zones, openStacks }, doctor: async () => ({ ...door, openDelivery }) },
      'doctor',
      '--json',
    )
    expect(findingsOf(json()).filter(({ state }) => state !== 'ok')).toMatchObject([
      {
        check: 'dead-letters',
        what: expect.stringContaining(what),
        mend: `npx holdfast dead-letters ${command} --stack holdfast-prod --hub eu-west-1`,
      },
    ])
  })

  test('warns when there are key value stores whose writes no trail records', async () => {
    const { world, cloudfront } = await healthy()
    cloudfront.putStore('routes')
    const { json, code } = await holdfast(world, 'doctor', '--json', '--zone', 'edge')
    expect(code).toBe(3)
    expect(findingsOf(json()).filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'key-value-trail', zone: 'edge', state: 'warning' },
    ])
  })

  test('sees that the rule from the hub leaves the edge out', async () => {
    const { world, rules } = await healthy()
    const hub = rules.rulesOf(HUB).get('holdfast-prod-hub/hub')!
    rules.rulesOf(HUB).set('holdfast-prod-hub/hub', { ...hub, pattern: { source: ['aws.lambda'] } })
    const { json } = await holdfast(world, 'doctor', '--json', '--zone', HUB)
    const wrong = findingsOf(json()).filter(({ state }) => state !== 'ok')
    expect(wrong).toMatchObject([{ check: 'forwarding', state: 'problem' }])
    expect(wrong[0]?.what).toBe('The rule from the hub to the queue leaves sources out.')
  })

  test.each(FORWARDING_PATTERNS.map((_, index) => index))(
    'sees that rule %i to the hub was changed',
    async (index) => {
      const { world, rules } = await healthy()
      const own = rules.rulesOf(HUB).get(`own-${index}`)!
      rules.rulesOf(HUB).set(own.name, { ...own, pattern: { source: ['aws.lambda'] } })
      const { json } = await holdfast(world, 'doctor', '--json', '--zone', HUB)
      const wrong = findingsOf(json()).filter(({ state }) => state !== 'ok')
      expect(wrong).toMatchObject([{ check: 'forwarding', state: 'problem' }])
      expect(wrong[0]?.what).toBe('The pattern of the rule to the hub differs.')
    },
  )

  test('takes a region that denies access for unknown, and looks at the rest', async () => {
    const { world, rules } = await healthy()
    rules.broken.set('us-east-1', new AccessDeniedError('ListRules: denied'))
    const { json, code } = await holdfast(world, 'doctor', '--json')
    expect(code).toBe(3)
    const wrong = findingsOf(json()).filter(({ state }) => state !== 'ok')
    expect(wrong).toMatchObject([
      { check: 'forwarding', zone: 'us-east-1', state: 'unknown' },
      { check: 'forwarding', zone: 'edge', state: 'unknown' },
    ])
  })

  test('looks at the hub when the regions cannot be listed, and says so', async () => {
    const { world } = await healthy()
    const listEnabled = () => Promise.reject(new AccessDeniedError('DescribeRegions: denied'))
    const zones = { ...world.zones, openRegions: () => ({ listEnabled }) }
    const { json, code } = await holdfast({ ...world, zones }, 'doctor', '--json')
    expect(code).toBe(3)
    const findings = findingsOf(json())
    expect(findings[0]).toMatchObject({ check: 'regions', state: 'unknown' })
    expect(findings.some(({ check, zone }) => check === 'trail' && zone === HUB)).toBe(true)
  })

  test('without a deployment looks at what is there, and says what it did not look at', async () => {
    const { world } = await healthy()
    const { json, code } = await holdfast(world, 'doctor', '--json', '--stack', 'holdfast-none')
    expect(code).toBe(3)
    const stateOf = (name: string) => findingsOf(json()).find(({ check }) => check === name)?.state
    expect(stateOf('deployment')).toBe('unknown')
    expect(stateOf('forwarding')).toBe('unknown')
    expect(stateOf('vault')).toBe('unknown')
    expect(stateOf('trail')).toBe('ok')
    expect(stateOf('permissions')).toBe('ok')
    expect(stateOf('clock')).toBe('ok')
  })

  test('says where to look for a deployment that is not there before it says how to make one', async () => {
    const { world } = await healthy()
    const { out } = await holdfast(world, 'doctor', '--stack', 'holdfast-none', '--hub', 'us-west-2')
    const hint =
      'There is no deployment holdfast-none in us-west-2. If it is elsewhere, name its stack with --stack and its region with --hub; deploy only if there is none.\n\nTo mend:'
    expect(out).toContain(hint)
    expect(out.match(/serverless deploy/g)).toHaveLength(1)
  })

  test.each([
    ['with a deployment', 'holdfast-prod', ' --param="AlertEmail=ops@example.com"'],
    ['without one', 'holdfast-none', ''],
  ])('mends by one deployment what deploying mends, %s', async (_, stack, kept) => {
    const { world, cloudfront } = await healthy()
    cloudfront.putStore('routes')
    const door = await world.doctor()
    const openTrails = (region: string) => ({ ...door.openTrails(region), listTrails: async () => [] })
    const blind = { ...world, doctor: async () => ({ ...door, openTrails }) }
    const { out, json } = await holdfast(blind, 'doctor', '--json', '--stack', stack)
    expect(out).not.toContain('"deploys"')
    const mends = findingsOf(json()).flatMap(({ check, mend }) => (mend === undefined ? [] : [[check, mend]]))
    expect(mends).toContainEqual(['trail', expect.stringContaining(kept)])
    expect(mends).toContainEqual(['key-value-trail', expect.stringContaining('"LogKeyValueWrites=yes"')])
    const deploys = new Set(mends.map(([, mend]) => mend).filter((mend) => mend?.includes('serverless')))
    expect(deploys.size).toBe(1)
    expect([...deploys].join()).toContain('"CreateTrail=yes"')
  })

  test('says of the bucket where it is, not where the hub is', async () => {
    const { world } = await healthy()
    const { json } = await holdfast(
      { ...world, regionOf: async () => 'ap-south-1' },
      'doctor',
      '--json',
      '--zone',
      HUB,
    )
    const zones = (name: string) =>
      findingsOf(json()).flatMap(({ check, zone }) => (check === name ? [zone] : []))
    expect(zones('vault')).toEqual(['ap-south-1'])
    expect(new Set(zones('vault-bucket'))).toEqual(new Set(['ap-south-1']))
    expect(zones('deployment')).toEqual([HUB])
  })

  test('--zone looks only at that zone, and names one that is not enabled', async () => {
    const { world } = await healthy()
    const { json } = await holdfast(world, 'doctor', '--json', '--zone', 'us-east-1', '--zone', 'me-south-1')
    const findings = findingsOf(json())
    const zones = findings.filter(({ check }) => check === 'trail').map(({ zone }) => zone)
    expect(zones).toEqual(['us-east-1'])
    expect(findings.find(({ zone }) => zone === 'me-south-1')).toMatchObject({
      state: 'unknown',
      mend: 'aws account enable-region --region-name me-south-1',
    })
  })

  test('looks at no zone that the deployment leaves alone, unless it is named', async () => {
    const { world } = await healthy()
    const stack = { ...STACK, parameters: { ExcludeZones: 'us-east-1,edge' } }
    const openStacks = () => ({ readStack: async () => stack, listResources: async () => ['nightly'] })
    const narrowed = { ...world, zones: { ...world.zones, openStacks } }
    const zonesOf = async (...options: string[]) =>
      new Set(
        findingsOf((await holdfast(narrowed, 'doctor', '--json', ...options)).json()).map(({ zone }) => zone),
      )
    expect(await zonesOf()).toEqual(new Set([HUB]))
    expect(await zonesOf('--zone', 'us-east-1')).toEqual(new Set([HUB, 'us-east-1']))
  })

  test('puts zones of which the same is true on one line for people', async () => {
    const { world } = await healthy()
    const { out } = await holdfast(world, 'doctor')
    expect(out).toMatch(/ok +trail +eu-west-1, us-east-1, edge +The trail audit records management writes\./)
  })

  test('never shows the address of a webhook', async () => {
    const { world } = await healthy()
    const { out } = await holdfast(world, 'doctor')
    expect(out).toContain('a subscription by https')
  })
})
