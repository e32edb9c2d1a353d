import { describe, expect, test } from '@jest/globals'
import type { ZoneProgress, ZoneRequest } from '../../../shared/capture/backup-zone.ts'
import { backupZone } from '../../../shared/capture/backup-zone.ts'
import { PreconditionFailedError, ServiceFaultError, ThrottledError } from '../../../shared/errors.ts'
import { ACCOUNT, failing } from '../../fakes/fake-lambda.ts'
import type { FakeRegion } from './region.ts'
import { fakeRegion } from './region.ts'

const REGION = 'eu-west-1'

function run(region: FakeRegion, more: Partial<ZoneRequest> = {}, onProgress?: (step: ZoneProgress) => void) {
  const cause = { type: 'run', runId: 'run-1' } as const
  return backupZone(
    region.ports,
    { account: ACCOUNT, region: REGION, cause, mode: 'quick', ...more },
    onProgress,
  )
}

function regionOf(...names: readonly string[]): FakeRegion {
  const region = fakeRegion()
  for (const name of names) region.lambda.create(name)
  return region
}

async function inventoryOf(region: FakeRegion): Promise<string[]> {
  const found = await region.vault.readInventory(ACCOUNT, REGION)
  return Object.keys(found?.inventory.functions ?? {}).toSorted()
}

describe('a run over a zone', () => {
  test('captures every function, and a quick run after it reads none', async () => {
    const region = regionOf('a', 'b', 'c')
    expect((await run(region)).counts).toEqual({
      listed: 3,
      captured: 3,
      unchanged: 0,
      deleted: 0,
      failed: 0,
    })
    region.lambda.calls.length = 0
    region.surroundings.calls.length = 0
    const second = await run(region)
    expect(second.counts).toEqual({ listed: 3, captured: 0, unchanged: 3, deleted: 0, failed: 0 })
    expect(second.outcomes).toEqual([])
    expect([...region.lambda.operations(), ...region.surroundings.operations()]).toEqual(['ListFunctions'])
  })

  test('sees in a deep run what no listing shows', async () => {
    const region = regionOf('a', 'b')
    await run(region)
    region.lambda.get('a').policies.set('', { Statement: [{ Sid: 'new' }] })
    expect((await run(region)).counts.captured).toBe(0)
    expect((await run(region, { mode: 'deep' })).counts).toMatchObject({ captured: 1, unchanged: 1 })
  })

  test('goes on when one function fails, and reads that one again the next time', async () => {
    const region = regionOf('a', 'b', 'c')
    region.lambda.before = failing({ 'GetFunction b': new ServiceFaultError('down') })
    const { outcomes, counts } = await run(region)
    expect(outcomes.map(({ type }) => type)).toEqual(['captured', 'failed', 'captured'])
    expect(outcomes[1]).toMatchObject({ error: 'ServiceFaultError', message: 'down', retryable: true })
    expect(counts.failed).toBe(1)
    expect(await inventoryOf(region)).toEqual(['a', 'c'])
    region.lambda.before = () => {}
    expect((await run(region)).plan.read.map(({ name }) => name)).toEqual(['b'])
  })

  test('reads a function again of which a part was missing for the moment, and not one that stays denied', async () => {
    const region = regionOf('a', 'b')
    region.lambda.before = failing({ 'GetPolicy a:': new ThrottledError('slow down') })
    await run(region)
    expect(await inventoryOf(region)).toEqual(['b'])
  })

  test('marks functions that are gone, and only those that GetFunction does not find either', async () => {
    const region = regionOf('a', 'b')
    await run(region)
    region.lambda.functions.delete('a')
    const listFunctions = region.lambda.listFunctions.bind(region.lambda)
    region.lambda.listFunctions = async function* () {
      for await (const one of listFunctions()) if (one['FunctionName'] !== 'b') yield one
    }
    const { outcomes } = await run(region)
    expect(outcomes.map(({ type }) => type)).toEqual(['deleted', 'unchanged'])
    expect(await inventoryOf(region)).toEqual([])
  })

  test('finds in a deep run that a function is gone which only a change event had captured', async () => {
    const region = regionOf('a')
    await region.capture('a')
    region.lambda.functions.delete('a')
    expect((await run(region)).counts.deleted).toBe(0)
    expect((await run(region, { mode: 'deep' })).counts.deleted).toBe(1)
    expect((await run(region, { mode: 'deep' })).counts.deleted).toBe(0)
  })

  test('leaves scratch functions alone', async () => {
    const region = regionOf('a', 'holdfast-scratch-1')
    expect((await run(region)).outcomes).toHaveLength(1)
  })

  test('tells its plan first, then each function as it is done', async () => {
    const steps: ZoneProgress[] = []
    await run(regionOf('a', 'b'), {}, (step) => steps.push(step))
    expect(steps.map(({ type }) => type)).toEqual(['planned', 'done', 'done'])
  })

  test('reads no more functions side by side than it is told', async () => {
    const region = regionOf('a', 'b', 'c', 'd', 'e', 'f')
    let open = 0
    let most = 0
    const getFunction = region.lambda.getFunction.bind(region.lambda)
    region.lambda.getFunction = async (ref) => {
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      return getFunction(ref)
    }
    await run(region, { concurrency: 2 })
    expect(most).toBe(2)
  })

  test('leaves the inventory to the run that wrote it first', async () => {
    const region = regionOf('a')
    region.ports.vault.writeInventory = async () => {
      throw new PreconditionFailedError('lost')
    }
    expect((await run(region)).counts.captured).toBe(1)
    expect(region.log.lines.map(({ message }) => message)).toContain('another run wrote the inventory first')
  })

  test('that cannot list its functions is an error', async () => {
    const region = regionOf('a')
    region.lambda.before = failing({ ListFunctions: new ServiceFaultError('down') })
    await expect(run(region)).rejects.toThrow('down')
  })
})

describe('the calls that a capture costs', () => {
  /** A new function as frameworks make them: a role of its own with one inline and one managed policy. */
  function typical(count: number): FakeRegion {
    const names = Array.from({ length: count }, (_, index) => `function-${index}`)
    const region = regionOf(...names)
    for (const name of names) {
      const role = `${name}-role`
      region.surroundings.roles.set(role, { RoleName: role })
      region.surroundings.inline.set(role, [{ PolicyName: 'own' }])
      const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
      region.surroundings.attached.set(role, [{ PolicyArn }])
    }
    return region
  }

  test('in a run are at most 12 for a new function without versions, URLs and layers, all services counted', async () => {
    const region = typical(30)
    await run(region)
    const shared = ['ListFunctions', 'ListEventSourceMappings', 'ListCodeSigningConfigs', 'DescribeLogGroups']
    const all = [...region.lambda.operations(), ...region.surroundings.operations()]
    for (const operation of shared)
      expect([operation, all.filter((one) => one === operation)]).toEqual([operation, [operation]])
    expect((all.length - shared.length) / 30).toBeLessThanOrEqual(12)
  })

  test('are eight of Lambda for it, each once', async () => {
    const region = typical(1)
    await run(region)
    const own = region.lambda.calls.filter(({ target }) => target.startsWith('function-0'))
    expect(own.map(({ operation }) => operation)).toEqual([
      'GetFunction',
      'GetPolicy',
      'ListFunctionUrlConfigs',
      'ListFunctionEventInvokeConfigs',
      'GetFunctionRecursionConfig',
      'GetRuntimeManagementConfig',
      'ListAliases',
      'ListVersionsByFunction',
    ])
  })

  test('alone are ten of Lambda, and five for its role and its log group', async () => {
    const region = typical(1)
    await region.capture('function-0')
    expect(region.lambda.calls).toHaveLength(10)
    expect(region.surroundings.calls).toHaveLength(5)
  })

  test('ask for its own when a run reads few functions of many', async () => {
    const region = typical(250)
    await run(region)
    region.lambda.update('function-7', { Description: 'changed' })
    region.lambda.calls.length = 0
    await run(region)
    expect(region.lambda.calls).toContainEqual({ operation: 'ListEventSourceMappings', target: 'function-7' })
  })

  test('for the mappings of a function with many versions are one list of the region', async () => {
    const region = fakeRegion()
    region.lambda.create('versioned')
    for (let number = 1; number <= 10; number += 1) region.lambda.publish('versioned')
    const FunctionArn = region.lambda.arn('versioned', '3')
    region.lambda.mappings = [{ UUID: 'm', FunctionArn, State: 'Enabled' }]
    const outcome = await region.capture('versioned')
    const manifest = await region.vault.readManifest((outcome as { manifest: string }).manifest)
    expect(manifest).toMatchObject({ content: { eventSourceMappings: [{ UUID: 'm' }] } })
    const lists = region.lambda.calls.filter(({ operation }) => operation === 'ListEventSourceMappings')
    expect(lists).toEqual([{ operation: 'ListEventSourceMappings', target: '' }])
  })

  test('for code signing in a run are one for each configuration, not for each function', async () => {
    const region = typical(5)
    region.lambda.get('function-3').codeSigningArn = 'arn:csc'
    region.lambda.codeSigningConfigs.push({ CodeSigningConfigArn: 'arn:csc', AllowedPublishers: {} })
    const { outcomes } = await run(region)
    const manifest = await region.vault.readManifest((outcomes[3] as { manifest: string }).manifest)
    expect(manifest).toMatchObject({ content: { codeSigning: { CodeSigningConfigArn: 'arn:csc' } } })
    expect(region.lambda.operations()).not.toContain('GetFunctionCodeSigningConfig')
  })

  test('for a role or a layer that functions share are made once', async () => {
    const region = fakeRegion()
    const layer = region.lambda.addLayer('layer', 'bytes')
    for (const name of ['a', 'b'])
      region.lambda.create(name, { Role: 'arn:aws:iam::1:role/one', Layers: [{ Arn: layer }] })
    region.surroundings.roles.set('one', { RoleName: 'one' })
    await run(region)
    expect(region.surroundings.operations().filter((one) => one === 'GetRole')).toHaveLength(1)
    expect(region.lambda.operations().filter((one) => one === 'GetLayerVersionByArn')).toHaveLength(1)
  })
})
