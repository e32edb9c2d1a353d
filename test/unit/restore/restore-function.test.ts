import { describe, expect, test } from '@jest/globals'
import { BlobCorruptError, RequestRejectedError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { Verification } from '../../../shared/model/restore.ts'
import { applyRestore } from '../../../shared/restore/apply-restore.ts'
import { carryOutRestore, completeRestore } from '../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { blobRef } from '../../fakes/points.ts'
import { NAME, QUEUE, SECRETS, createRich, loseEverything } from './rich-function.ts'
import type { RestoreWorld } from './restore-world.ts'
import { restoreWorld, stateOf } from './restore-world.ts'

async function rich(happens: (world: RestoreWorld) => void = loseEverything) {
  const world = restoreWorld()
  createRich(world)
  const point = await world.capture(NAME)
  happens(world)
  return { world, point }
}

const document = (world: RestoreWorld, name: string) =>
  JSON.parse(
    Buffer.from(world.store.objects.get(`restores/restore-1/${name}.json`)?.bytes ?? '{}').toString(),
  ) as JsonObject

const differences = (world: RestoreWorld, phase: string) =>
  (document(world, `verification-${phase}`) as unknown as Verification).items[0]?.differences.map(
    ({ path }) => path,
  )

describe('a function that was deleted', () => {
  test('comes back verified, and everything that names a version names its new number', async () => {
    const { world, point } = await rich()
    const plan = await world.plan([point], { withRole: true })
    expect(plan.problems).toEqual([])
    const outcome = await carryOutRestore(world.ports, 'restore-1')
    const numbers = { '1': '7', '2': '8', '3': '9' }
    expect(outcome).toMatchObject({
      state: 'restored',
      failures: [],
      renumbering: {
        versions: { [world.lambda.arn(NAME)]: numbers },
        mappings: { 'old-1': 'old-1', 'old-2': 'new-1' },
      },
    })
    const one = world.lambda.get(NAME)
    expect(one.aliases).toMatchObject([
      { Name: 'live', FunctionVersion: '9', RoutingConfig: { AdditionalVersionWeights: { '7': 0.2 } } },
      { Name: 'test', FunctionVersion: '$LATEST' },
    ])
    expect(one.eventInvoke).toMatchObject([
      { MaximumRetryAttempts: 1 },
      { DestinationConfig: { OnSuccess: { Destination: world.lambda.arn(NAME, '8') } } },
    ])
    expect(one.versions.map(({ MemorySize }) => MemorySize)).toEqual([128, 128, 512])
    expect(one.tags).toEqual({ team: 'orders' })
    expect(one.configuration['Layers']).toMatchObject([{ Arn: expect.stringMatching(/:layer:money:21$/) }])
  })

  test('wakes nobody before it is verified: mappings are off, and nobody is let in', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    expect(world.lambda.mappings.map(({ State }) => State)).not.toContain('Enabled')
    expect([...world.lambda.get(NAME).policies]).toEqual([])
    expect(await completeRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    expect(world.lambda.mappings.map(({ UUID, State }) => [UUID, State])).toEqual([
      ['old-1', 'Enabling'],
      ['new-1', 'Disabled'],
    ])
    expect([...world.lambda.get(NAME).policies.keys()].toSorted()).toEqual(['', 'live'])
  })

  test('that is not as it should be after all is told of by member, and does not become live', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    const variables = { PASSWORD: 'changed', PLACE: 'eu-west-1' }
    world.lambda.update(NAME, { Timeout: 99, Environment: { Variables: variables } })
    world.lambda.get(NAME).aliases.pop()
    expect(await completeRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'create')).toEqual([
      'aliases.test',
      'configuration.Environment.Variables.PASSWORD',
      'configuration.Timeout',
    ])
    expect([...world.lambda.get(NAME).policies]).toEqual([])
  })

  test('whose package Lambda hands out with other bytes than it says is not clean', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    world.packages.replace(world.lambda.get(NAME).configuration['CodeSha256'] as string, 'other bytes')
    await completeRestore(world.ports, 'restore-1')
    expect(differences(world, 'create')).toEqual(['code.bytes'])
  })

  test('leaves no value of its environment in plan, journal, verification or outcome', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    await carryOutRestore(world.ports, 'restore-1')
    const written = [...world.store.objects].filter(([key]) => key.startsWith('restores/'))
    expect(written.length).toBeGreaterThan(40)
    const text = written.map(([, { bytes }]) => Buffer.from(bytes).toString()).join('\n')
    for (const secret of SECRETS) expect(text).not.toContain(secret)
    expect(text).not.toContain('X-Amz-Signature')
  })

  test('is restored under another name in another region: every ARN follows, what is not there is published there', async () => {
    const { world, point } = await rich(() => {})
    const there = world.region('eu-central-1')
    const target = { region: 'eu-central-1', name: 'orders-copy' }
    const plan = await world.plan([point], { target })
    expect(plan.problems.map(({ what }) => what)).toEqual([
      `The execution role arn:aws:iam::${ACCOUNT}:role/service/orders is not there.`,
    ])
    there.surroundings.roles.set('orders', { RoleName: 'orders' })
    await world.plan([point], { target, restoreId: 'restore-2' })
    expect(await carryOutRestore(world.ports, 'restore-2')).toMatchObject({ state: 'restored', failures: [] })
    const one = there.lambda.get('orders-copy')
    expect(one.configuration['LoggingConfig']).toMatchObject({ LogGroup: '/aws/lambda/orders-copy' })
    expect(there.lambda.mappings[0]).toMatchObject({
      EventSourceArn: QUEUE.replace('eu-west-1', 'eu-central-1'),
      FunctionArn: there.lambda.arn('orders-copy', 'live'),
    })
    expect(plan.remarks.map(({ what }) => what).join()).toContain('name eu-west-1 stay as they are: PLACE')
  })
})

describe('a plan', () => {
  test('says what cannot come back', async () => {
    const { world, point } = await rich()
    const { cannotComeBack } = await world.plan([point], { withRole: true })
    const told = cannotComeBack.map(({ what }) => what).join('\n')
    for (const part of [
      'Version numbers',
      'domain of a function URL',
      'ids of event source mappings',
      'How far',
      'aws:cloudformation',
    ])
      expect(told).toContain(part)
  })

  test('refuses a target that exists, and says what to do; nothing is changed by carrying it out', async () => {
    const { world, point } = await rich(() => {})
    const before = stateOf(world)
    const plan = await world.plan([point])
    expect(plan.problems).toMatchObject([
      { kind: 'conflict', advice: expect.stringContaining('--on-conflict update') },
    ])
    await expect(carryOutRestore(world.ports, 'restore-1')).rejects.toThrow(
      /cannot be carried out: There is a function/,
    )
    expect(stateOf(world)).toEqual(before)
  })

  test('takes another name where the target exists and that is wanted', async () => {
    const { world, point } = await rich(() => {})
    const plan = await world.plan([point], { onConflict: 'rename' })
    expect(plan.items[0]?.target.name).toBe('orders-restored')
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
  })

  test.each([
    ['n'.repeat(65), /has 65 characters/],
    ['no spaces', /is no name/],
  ])('refuses the name %s', async (name, what) => {
    const { world, point } = await rich()
    const plan = await world.plan([point], { target: { name }, withRole: true })
    expect(plan.problems).toMatchObject([{ kind: 'invalid', what: expect.stringMatching(what) }])
  })

  test('finds a role, subnet and layer that are missing, each with what to do', async () => {
    const { world } = await rich()
    world.lambda.create('vpc', {
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Layers: [{ Arn: `arn:aws:lambda:eu-west-1:999999999999:layer:gone:1` }],
    })
    const point = await world.capture('vpc')
    world.lambda.functions.clear()
    const { problems } = await world.plan([point])
    expect(problems.map(({ what }) => what)).toEqual([
      expect.stringMatching(/layer version .*:gone:1 is not there, and the point does not have its bytes/),
      expect.stringMatching(/execution role .*vpc-role is not there/),
      'The subnet subnet-1 is not there.',
    ])
    for (const { advice } of problems) expect(advice).toMatch(/--map/)
  })

  test('finds a security group and an image that are missing, each with what to do', async () => {
    const { world } = await rich()
    const uri = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:${'a'.repeat(64)}`
    const VpcConfig = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1', 'sg-2'] }
    const one = world.lambda.create('image', { PackageType: 'Image', VpcConfig })
    one.code = { RepositoryType: 'ECR', ImageUri: uri, ResolvedImageUri: uri }
    world.around.subnets.push({ SubnetId: 'subnet-1' })
    world.around.roles.set('image-role', { RoleName: 'image-role' })
    const point = await world.capture('image')
    world.lambda.functions.clear()
    world.around.goneGroups.add('sg-2')
    world.around.goneImages.add(uri)
    expect((await world.plan([point])).problems).toMatchObject([
      {
        kind: 'missing',
        what: expect.stringContaining('group sg-2'),
        advice: expect.stringContaining('--map'),
      },
      { kind: 'missing', what: expect.stringContaining(uri), advice: expect.stringContaining('digest') },
    ])
  })

  test('tells of a function that is named and is not there, unless it is restored too', async () => {
    const { world } = await rich()
    const needy = world.lambda.create('a-needy')
    world.lambda.create('b-needed')
    const Destination = world.lambda.arn('b-needed')
    needy.eventInvoke.push({
      FunctionArn: world.lambda.arn('a-needy', '$LATEST'),
      DestinationConfig: { OnFailure: { Destination } },
    })
    for (const name of ['a-needy', 'b-needed'])
      world.around.roles.set(`${name}-role`, { RoleName: `${name}-role` })
    const points = [await world.capture('a-needy'), await world.capture('b-needed')]
    world.lambda.functions.clear()
    const told = { item: 0, what: expect.stringContaining(`${Destination}, which it names, is not there`) }
    expect((await world.plan(points.slice(0, 1))).remarks).toContainEqual(told)
    expect((await world.plan(points, { restoreId: 'restore-2' })).remarks).toEqual([])
  })

  test('puts what others need before them', async () => {
    const { world } = await rich()
    const needy = world.lambda.create('a-needy')
    world.lambda.create('b-needed')
    needy.eventInvoke.push({
      FunctionArn: world.lambda.arn('a-needy', '$LATEST'),
      DestinationConfig: { OnSuccess: { Destination: world.lambda.arn('b-needed') } },
    })
    for (const name of ['a-needy', 'b-needed'])
      world.around.roles.set(`${name}-role`, { RoleName: `${name}-role` })
    const points = [await world.capture('a-needy'), await world.capture('b-needed')]
    world.lambda.functions.clear()
    const plan = await world.plan(points)
    expect(plan.items.map(({ target }) => target.name)).toEqual(['b-needed', 'a-needy'])
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
  })
})

describe('a restore', () => {
  test('of a damaged vault changes nothing', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    const before = stateOf(world)
    const [key] = [...world.store.objects.keys()].filter((one) => one.startsWith('blobs/'))
    world.store.objects.set(key!, { ...world.store.objects.get(key!)!, bytes: Buffer.from('rot') })
    await expect(carryOutRestore(world.ports, 'restore-1')).rejects.toThrow(BlobCorruptError)
    expect(stateOf(world)).toEqual(before)
    expect([...world.store.objects.keys()].filter((one) => one.includes('/steps/'))).toEqual([])
  })

  test('that is refused half way says at which step, and goes on from there when it may', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    world.lambda.onWrite = (operation) => {
      if (operation === 'PutFunctionConcurrency') throw new RequestRejectedError('the quota is reached')
    }
    const outcome = await carryOutRestore(world.ports, 'restore-1')
    expect(outcome).toMatchObject({
      state: 'failed',
      failures: [{ item: 0, failure: { message: 'the quota is reached' } }],
    })
    world.lambda.onWrite = () => {}
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
  })

  test('that takes too long pauses between two steps, and goes on', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    const until = new Date(world.clock.now().getTime() + 1)
    const paused = await applyRestore(world.ports, 'restore-1', { phase: 'create', until })
    expect(paused.state).toBe('paused')
    expect(paused.steps.done).toBeGreaterThan(0)
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
  })

  test('leaves alone a function that somebody else made meanwhile, and so does undoing it', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    world.lambda.create(NAME, { code: 'of somebody else' })
    const outcome = await carryOutRestore(world.ports, 'restore-1')
    expect(outcome).toMatchObject({
      state: 'failed',
      failures: [{ failure: { error: 'RestoreRefusedError' } }],
    })
    expect(await undoRestore(world.ports, 'restore-1')).toMatchObject({ state: 'undone' })
    expect(world.lambda.functions.has(NAME)).toBe(true)
  })

  test('that was undone is not carried out again', async () => {
    const { world, point } = await rich()
    await world.plan([point], { withRole: true })
    await carryOutRestore(world.ports, 'restore-1')
    await undoRestore(world.ports, 'restore-1')
    await expect(carryOutRestore(world.ports, 'restore-1')).rejects.toThrow(/was undone/)
  })
})

describe('a bad deployment', () => {
  const deployed = () =>
    rich(({ lambda }) => {
      lambda.updateCode(NAME, 'a bad deployment')
      lambda.update(NAME, {
        Timeout: 1,
        Environment: { Variables: { PASSWORD: 'wrong' } },
        VpcConfig: { SubnetIds: ['subnet-1'] },
      })
      lambda.publish(NAME)
      const one = lambda.get(NAME)
      one.aliases = [
        { AliasArn: lambda.arn(NAME, 'live'), Name: 'live', FunctionVersion: '4', Description: '' },
      ]
      one.aliases.push({
        AliasArn: lambda.arn(NAME, 'beta'),
        Name: 'beta',
        FunctionVersion: '4',
        Description: '',
      })
    })

  test('is rolled back in place: what is there still is used, and traffic moves last', async () => {
    const { world, point } = await deployed()
    const plan = await world.plan([point], { onConflict: 'update' })
    expect(plan.steps.map(({ action, phase }) => `${phase} ${action}`)).toEqual([
      'create take-safety-point',
      'create update-code',
      'create update-configuration',
      'enable put-alias',
      'enable put-alias',
    ])
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
    const one = world.lambda.get(NAME)
    expect(one.configuration).not.toHaveProperty('VpcConfig')
    expect(one.aliases.find(({ Name }) => Name === 'live')).toMatchObject({
      FunctionVersion: '3',
      RoutingConfig: { AdditionalVersionWeights: { '1': 0.2 } },
    })
  })

  test('leaves what came later: an alias that the point does not have stays', async () => {
    const { world, point } = await deployed()
    await world.plan([point], { onConflict: 'update' })
    await carryOutRestore(world.ports, 'restore-1')
    expect(world.lambda.get(NAME).aliases.map(({ Name }) => Name)).toContain('beta')
  })

  test('that took the version away from an alias has it published again', async () => {
    const { world, point } = await deployed()
    world.lambda.get(NAME).versions.splice(2, 1)
    await world.plan([point], { onConflict: 'update' })
    const outcome = await carryOutRestore(world.ports, 'restore-1')
    expect(outcome).toMatchObject({
      state: 'restored',
      renumbering: { versions: { [world.lambda.arn(NAME)]: { '1': '1', '3': '7' } } },
    })
  })

  test('is rolled back although bytes that are not needed for it are damaged', async () => {
    const { world, point } = await deployed()
    await world.plan([point], { onConflict: 'update', parts: ['configuration', 'aliases'] })
    const key = blobKey(blobRef('work in progress').sha256)
    world.store.objects.set(key, { ...world.store.objects.get(key)!, bytes: Buffer.from('rot') })
    expect(await applyRestore(world.ports, 'restore-1', { phase: 'create' })).toMatchObject({ failures: [] })
  })

  test('a state that is the same already needs no step but the safety point', async () => {
    const { world, point } = await rich(() => {})
    const plan = await world.plan([point], { onConflict: 'update' })
    expect(plan.steps.map(({ action }) => action)).toEqual(['take-safety-point'])
  })

  test('only the parts that are asked for go back', async () => {
    const { world, point } = await deployed()
    const plan = await world.plan([point], { onConflict: 'update', parts: ['code'] })
    expect(plan.steps.map(({ action }) => action)).toEqual(['take-safety-point', 'update-code'])
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    expect(world.lambda.get(NAME).configuration['Timeout']).toBe(1)
  })
})
