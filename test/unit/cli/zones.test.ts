import { describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { Stack } from '../../../shared/ports/zones-api.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { fakeEventRules } from '../../fakes/fake-event-rules.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const ACCOUNT = '123456789012'
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']
const BUS = `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/holdfast-prod-hub`
const NAME = 'holdfast-forward-holdfast-prod-eu-west-1'
const STACK: Stack = {
  name: 'holdfast-prod',
  status: 'UPDATE_COMPLETE',
  outputs: { HubBusArn: BUS, ForwardingRoleArn: `arn:aws:iam::${ACCOUNT}:role/forward` },
  parameters: {},
}

function deployed(stacks: readonly Stack[] = [STACK]) {
  const rules = fakeEventRules()
  const store = createMemoryStore()
  const base = fakeWorld(store)
  const world: World = {
    ...base,
    env: {},
    aws: {
      ...base.aws,
      readCaller: async (region = 'eu-west-1') => ({
        account: ACCOUNT,
        principal: `arn:aws:iam::${ACCOUNT}:user/ann`,
        region,
      }),
    },
    zones: {
      openRegions: () => ({ listEnabled: async () => REGIONS }),
      openRules: rules.openRules,
      openStacks: (region) => ({
        readStack: async (name) =>
          region === 'eu-west-1' ? stacks.find((stack) => stack.name === name) : undefined,
        listResources: async () => [],
      }),
    },
  }
  return { world, rules, store }
}

const states = (json: Record<string, unknown>) =>
  Object.fromEntries((json['zones'] as { zone: string; state: string }[]).map((z) => [z.zone, z.state]))

describe('holdfast zones', () => {
  test('shows each zone, and changes nothing', async () => {
    const { world, rules } = deployed()
    const { json, code } = await holdfast(world, 'zones', '--json')
    expect(code).toBe(0)
    expect(states(json())).toEqual({
      'ap-south-1': 'not-enrolled',
      'eu-west-1': 'hub',
      'us-east-1': 'not-enrolled',
      edge: 'edge',
    })
    expect(rules.writes).toEqual([])
  })

  test('--enrol makes the rules, and then shows them as enrolled', async () => {
    const { world, rules } = deployed()
    const enrolled = await holdfast(world, 'zones', '--enrol')
    expect(enrolled.code).toBe(0)
    expect(enrolled.out).toMatch(/us-east-1 +enrolled +created: changes of the region reach no hub *\n/)
    expect(rules.rulesOf('us-east-1').has(NAME)).toBe(true)
    const { json } = await holdfast(world, 'zones', '--json')
    expect(states(json())).toMatchObject({ 'us-east-1': 'enrolled', 'ap-south-1': 'enrolled' })
    rules.rulesOf('us-east-1').delete(NAME)
    const damaged = await holdfast(world, 'zones', '--json')
    expect(states(damaged.json())).toMatchObject({ 'us-east-1': 'unhealthy', 'ap-south-1': 'enrolled' })
  })

  test('leaves zones alone that the runs of the deployment leave alone, unless asked; --retire looks everywhere', async () => {
    const narrowed = {
      ...STACK,
      parameters: { Zones: 'eu-west-1,us-east-1,ap-south-1', ExcludeZones: 'ap-south-1' },
    }
    const { world, rules } = deployed([narrowed])
    const shown = async (...options: string[]) =>
      Object.keys(states((await holdfast(world, 'zones', '--json', ...options)).json()))
    expect(await shown('--enrol')).toEqual(['eu-west-1', 'us-east-1'])
    expect(rules.rulesOf('ap-south-1').size).toBe(0)
    expect(await shown('--zone', 'ap-south-1')).toEqual(['ap-south-1'])
    expect(await shown('--retire')).toContain('ap-south-1')
  })

  test('--enrol --dry-run says what it would do, and does nothing', async () => {
    const { world, rules } = deployed()
    const { out, code } = await holdfast(world, 'zones', '--enrol', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain('to create: changes of the region reach no hub')
    expect(rules.writes).toEqual([])
  })

  test('--zone and --exclude narrow what is enrolled', async () => {
    const { world, rules } = deployed()
    await holdfast(
      world,
      'zones',
      '--enrol',
      '--zone',
      'us-east-1',
      '--zone',
      'ap-south-1',
      '--exclude',
      'us-east-1',
    )
    expect(rules.rulesOf('us-east-1').size).toBe(0)
    expect(rules.rulesOf('ap-south-1').has(NAME)).toBe(true)
  })

  test('--retire removes every rule, also when the deployment is gone', async () => {
    const { world, rules } = deployed()
    await holdfast(world, 'zones', '--enrol')
    const { world: without } = deployed([])
    const bare = { ...without, zones: { ...without.zones, openRules: rules.openRules } }
    const { code } = await holdfast(bare, 'zones', '--retire')
    expect(code).toBe(0)
    expect(REGIONS.every((region) => rules.rulesOf(region).size === 0)).toBe(true)
  })

  test('ends with 3 when a region failed, and shows the others', async () => {
    const { world, rules } = deployed()
    rules.broken.set('us-east-1', new AccessDeniedError('ListRules: denied'))
    const { out, code } = await holdfast(world, 'zones')
    expect(code).toBe(3)
    expect(out).toMatch(/us-east-1 +failed +ListRules: denied/)
    expect(out).toMatch(/ap-south-1 +not enrolled/)
  })

  test('says when a run listed a zone last, and which vanished', async () => {
    const { world, store } = deployed()
    const vault = createVault({ store, clock: world.clock, newId: () => 'v' })
    for (const zone of ['eu-west-1', 'me-south-1']) {
      const listedAt = '2026-11-20T00:00:00Z'
      await vault.writeInventory({ format: 1, account: ACCOUNT, zone, listedAt, functions: {} }, undefined)
    }
    const { json } = await holdfast(world, 'zones', '--json', '--vault', 'memory:')
    expect(json()).toMatchObject({ vanished: ['me-south-1'] })
    const zones = json()['zones'] as { zone: string; new: boolean; listedAt?: string }[]
    expect(zones.find(({ zone }) => zone === 'eu-west-1')).toMatchObject({
      new: false,
      listedAt: expect.any(String),
    })
    expect(zones.find(({ zone }) => zone === 'edge')).toMatchObject({ new: true })
  })

  test('shows the zones without a vault, says why it is missing, and begins none', async () => {
    const { world, store } = deployed()
    const { out, code } = await holdfast(world, 'zones', '--vault', 'memory:')
    expect(code).toBe(0)
    expect(out).toContain('The vault was not read: There is no vault at memory:')
    expect(store.objects.size).toBe(0)
  })

  test('shows the zones without a deployment, and says that there is none', async () => {
    const { world } = deployed([])
    const { out, code } = await holdfast(world, 'zones')
    expect(code).toBe(0)
    expect(out).toContain('There is no deployment holdfast-prod in eu-west-1')
  })

  test.each([
    [['--enrol'], 4, 'There is no deployment holdfast-prod in eu-west-1.'],
    [['--zone', 'eu-wset-1'], 2, 'The account has no zone eu-wset-1.'],
    [['--enrol', '--retire'], 2, 'cannot be used with'],
  ])('%j is refused, with what to do', async (words, exitCode, message) => {
    const { world } = deployed([])
    const { err, code } = await holdfast(world, 'zones', ...words)
    expect(code).toBe(exitCode)
    expect(err).toContain(message)
  })

  test('takes the deployment by option, else by environment', async () => {
    const { world } = deployed([{ ...STACK, name: 'holdfast-test' }])
    const byOption = await holdfast(world, 'zones', '--json', '--stack', 'holdfast-test')
    const byEnvironment = await holdfast(
      { ...world, env: { HOLDFAST_STACK: 'holdfast-test' } },
      'zones',
      '--json',
    )
    const elsewhere = await holdfast(
      world,
      'zones',
      '--json',
      '--stack',
      'holdfast-test',
      '--hub',
      'us-east-1',
    )
    expect([byOption, byEnvironment, elsewhere].map(({ json }) => json()['deployed'])).toEqual([
      true,
      true,
      false,
    ])
  })
})
