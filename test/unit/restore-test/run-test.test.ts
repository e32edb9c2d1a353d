import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { TestVerdict } from '../../../shared/model/restore-test.ts'
import type { TestInvocation } from '../../../shared/model/restore-test.ts'
import { testZone } from '../../../shared/restore-test/test-zone.ts'
import { NAME, SECRETS, createRich } from '../restore/rich-function.ts'
import { HOME, stateOf } from '../restore/restore-world.ts'
import type { TestWorld } from './test-world.ts'
import { RUN, functionsIn, stored, testWorld } from './test-world.ts'

/** Runs the tests of one zone. @returns their verdicts */
async function verdictsOf(world: TestWorld, zone = HOME): Promise<readonly TestVerdict[]> {
  const verdicts: TestVerdict[] = []
  await testZone(world.ports, { run: RUN, zone }, { tell: (verdict) => void verdicts.push(verdict) })
  return verdicts
}

async function richWorld(): Promise<TestWorld> {
  const world = testWorld()
  createRich(world)
  await world.capture(NAME)
  return world
}

describe('a restore test of a function with something of everything', () => {
  test('passes, and leaves the region as it was', async () => {
    const world = await richWorld()
    const before = stateOf(world)
    await world.begin()
    expect(await verdictsOf(world)).toEqual([
      expect.objectContaining({ state: 'passed', problems: [], differences: [], left: [] }),
    ])
    expect(stateOf(world)).toEqual(before)
    expect(world.deletedGroups).toEqual([`${HOME}/aws/lambda/holdfast-scratch-20260101T100000Z-00000001`])
  })

  test('restores versions and aliases, and nothing that lets anybody or anything in, or takes from the account', async () => {
    const world = await richWorld()
    await world.begin()
    world.lambda.calls.length = 0
    await verdictsOf(world)
    const operations = new Set(world.lambda.calls.map(({ operation }) => operation))
    expect([...operations]).toEqual(expect.arrayContaining(['CreateFunction', 'PublishVersion', 'PutAlias']))
    const open = [
      'AddPermission',
      'AddLayerVersionPermission',
      'CreateEventSourceMapping',
      'UpdateEventSourceMapping',
      'PublishLayerVersion',
      'PutFunctionConcurrency',
      'PutFunctionUrl',
      'PutProvisionedConcurrencyConfig',
    ]
    expect(open.filter((operation) => operations.has(operation))).toEqual([])
  })

  test('writes its verdict and its journal under tests/ only, and no environment value', async () => {
    const world = await richWorld()
    const before = new Set(world.store.objects.keys())
    const { tests } = await world.begin()
    const [verdict] = await verdictsOf(world)
    const written = [...world.store.objects.keys()].filter((key) => !before.has(key))
    expect(written.filter((key) => !key.startsWith('tests/'))).toEqual([])
    expect(stored(world, `tests/2026-01-01/${tests[0]?.testId}.json`)).toEqual(verdict)
    expect(stored(world, `tests/latest/123456789012/${HOME}/function/${NAME}.json`)).toEqual(verdict)
    const texts = written.map((key) => Buffer.from(world.store.objects.get(key)!.bytes).toString())
    expect(texts.filter((text) => SECRETS.some((secret) => text.includes(secret)))).toEqual([])
  })

  test('publishes a layer that is gone under a name of its own, for nobody else, and removes it', async () => {
    const world = await richWorld()
    world.lambda.layers.clear()
    await world.begin()
    world.lambda.calls.length = 0
    const published: string[] = []
    world.lambda.onWrite = (operation, moment) => {
      if (operation === 'PublishLayerVersion' && moment === 'after')
        published.push(...world.lambda.layers.keys())
    }
    expect(await verdictsOf(world)).toEqual([expect.objectContaining({ state: 'passed', left: [] })])
    expect(published).toEqual([
      expect.stringContaining(':layer:holdfast-scratch-20260101T100000Z-00000001-money:'),
    ])
    expect(world.lambda.layers.size).toBe(0)
    expect(world.lambda.calls.map(({ operation }) => operation)).not.toContain('AddLayerVersionPermission')
  })
})

describe('a restore test', () => {
  test('can take place in another region', async () => {
    const world = testWorld()
    await world.protect('orders')
    await world.begin({ toRegion: 'us-east-1' })
    expect(await verdictsOf(world, 'us-east-1')).toEqual([expect.objectContaining({ state: 'passed' })])
    expect(functionsIn(world, 'us-east-1')).toEqual([])
    expect(functionsIn(world)).toEqual(['orders'])
  })

  test('is refused with what to do about it when the execution role is gone', async () => {
    const world = testWorld()
    await world.protect('orders')
    world.around.roles.clear()
    await world.begin()
    const [verdict] = await verdictsOf(world)
    expect(verdict).toMatchObject({ state: 'refused', problems: [{ kind: 'missing' }], left: [] })
    expect(verdict?.problems[0]?.advice).toContain('Create it')
  })

  test('fails when bytes in the vault are damaged, and creates nothing', async () => {
    const world = testWorld()
    await world.protect('orders')
    for (const [key, held] of world.store.objects)
      if (key.startsWith('blobs/'))
        world.store.objects.set(key, { ...held, bytes: Buffer.alloc(held.bytes.length) })
    await world.begin()
    expect(await verdictsOf(world)).toEqual([
      expect.objectContaining({
        state: 'failed',
        failure: expect.objectContaining({ error: 'BlobCorruptError' }) as unknown,
      }),
    ])
    expect(functionsIn(world)).toEqual(['orders'])
  })

  test('tells what differs, and removes the function all the same', async () => {
    const world = testWorld()
    await world.protect('orders')
    await world.begin()
    world.lambda.onWrite = (operation, moment) => {
      if (operation !== 'TagResource' && operation !== 'UntagResource') return
      const scratch = functionsIn(world).find((name) => name.startsWith('holdfast-scratch-'))
      if (moment === 'after' && scratch !== undefined) world.lambda.update(scratch, { Timeout: 7 })
    }
    expect(await verdictsOf(world)).toEqual([
      expect.objectContaining({
        state: 'differs',
        differences: [{ path: 'configuration.Timeout', expected: 3, found: 7 }],
      }),
    ])
    expect(functionsIn(world)).toEqual(['orders'])
  })

  test('has one verdict: when it is over it is not done again', async () => {
    const world = testWorld()
    await world.protect('orders')
    await world.begin()
    const first = await verdictsOf(world)
    world.lambda.calls.length = 0
    expect(await verdictsOf(world)).toEqual(first)
    expect(world.lambda.calls).toEqual([])
  })

  test('that runs out of time goes on where it stood', async () => {
    const world = testWorld()
    await world.protect('orders')
    await world.begin()
    const step = { run: RUN, zone: HOME }
    const until = new Date(world.clock.now().getTime() + 1000)
    world.lambda.onWrite = () => world.clock.advance(1000)
    expect(await testZone(world.ports, step, { until })).toEqual({ done: false })
    expect(functionsIn(world)).toHaveLength(2)
    expect(await testZone(world.ports, step)).toEqual({ done: true })
    expect(functionsIn(world)).toEqual(['orders'])
    expect(world.lambda.calls.filter(({ operation }) => operation === 'CreateFunction')).toHaveLength(1)
  })

  test('tells what could not be removed', async () => {
    const world = testWorld()
    await world.protect('orders')
    await world.begin()
    world.lambda.onWrite = (operation) => {
      if (operation === 'DeleteFunction') throw new AccessDeniedError('not allowed to delete')
    }
    const [verdict] = await verdictsOf(world)
    expect(verdict).toMatchObject({
      state: 'passed',
      left: [`function holdfast-scratch-20260101T100000Z-00000001 in ${HOME}: not allowed to delete`],
    })
  })
})

describe('a restored function that is asked', () => {
  async function ask(invocation: TestInvocation, answer: unknown, isError = false) {
    const world = testWorld()
    await world.protect('orders')
    await world.begin({ asked: [{ name: 'orders', invocation }] })
    world.answers.next = async () => ({ payload: Buffer.from(JSON.stringify(answer)), isError })
    const [verdict] = await verdictsOf(world)
    expect(world.invoked).toEqual([`${HOME}/holdfast-scratch-20260101T100000Z-00000001`])
    return { verdict, text: [...world.store.objects].map(([key, { bytes }]) => `${key} ${String(bytes)}`) }
  }
  const payload = '{"order":1}'

  test('passes when it answers as expected, whatever the order of members', async () => {
    const { verdict } = await ask({ payload, expect: '{"a":1,"b":[2]}' }, { b: [2], a: 1 })
    expect(verdict).toMatchObject({ state: 'passed', invocation: { state: 'as-expected', differs: [] } })
  })

  test('passes when it answers at all and nothing is expected', async () => {
    const { verdict } = await ask({ payload }, 'anything')
    expect(verdict).toMatchObject({ state: 'passed', invocation: { state: 'answered' } })
  })

  test('does not pass with another answer, of which the verdict names the members and no value', async () => {
    const { verdict } = await ask({ payload, expect: '{"a":1,"b":[2]}' }, { a: 1, b: ['topsecret'] })
    expect(verdict).toMatchObject({
      state: 'wrong-answer',
      invocation: { state: 'other-answer', differs: ['$.b.0'] },
    })
    expect(JSON.stringify(verdict)).not.toContain('topsecret')
  })

  test('does not pass with an error of its own', async () => {
    const { verdict } = await ask({ payload }, { errorMessage: 'no' }, true)
    expect(verdict).toMatchObject({ state: 'wrong-answer', invocation: { state: 'function-error' } })
  })
})
