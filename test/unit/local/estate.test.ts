import { describe, expect, test } from '@jest/globals'
import { ENABLED_REGIONS, HUB_REGION, REGIONS } from '../../../local/emulator/environment.ts'
import { shopDistribution } from '../../../local/estate/distribution.ts'
import { functionsElsewhere, returnsDesk } from '../../../local/estate/elsewhere.ts'
import { estateFunctions } from '../../../local/estate/functions.ts'
import { zipFolder } from '../../../local/estate/zip.ts'

const around = {
  Artifacts: 'artifacts',
  ServiceRole: 'role',
  WorkerRole: 'role',
  InvokerRole: 'role',
  Orders: 'queue',
  OrdersFailed: 'queue',
  Reports: 'topic',
  OrdersStream: 'stream',
  AuditStream: 'stream',
  PaymentsKey: 'key',
  SigningSecret: 'secret',
  PaymentLimits: 'parameter',
  WarehouseFiles: 'files',
  SubnetA: 'subnet-a',
  SubnetB: 'subnet-b',
  Firewall: 'sg',
}
const functions = estateFunctions(around, { moneyFormat: 'layer', regions: 'layer' })

describe('the sample estate', () => {
  test('has at least twelve functions, each with its own name', () => {
    const names = functions.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(12)
  })

  test.each([
    ['Node code', functions.some(({ configuration }) => configuration.Runtime?.startsWith('nodejs'))],
    ['Python code', functions.some(({ configuration }) => configuration.Runtime?.startsWith('python'))],
    ['a layer', functions.some(({ configuration }) => configuration.Layers)],
    ['an image', functions.some(({ code }) => code.type === 'image')],
    ['a large package', functions.some(({ code }) => code.type === 'bucket')],
    ['versions under a weighted alias', functions.some(({ release }) => release)],
    ['a resource policy', functions.some(({ permissions }) => permissions)],
    ['a function URL with CORS', functions.some(({ url }) => url?.Cors)],
    [
      'a queue as source',
      functions.some(({ sources }) => sources?.some((s) => s.EventSourceArn === 'queue')),
    ],
    [
      'a stream as source',
      functions.some(({ sources }) => sources?.some((s) => s.EventSourceArn === 'stream')),
    ],
    ['a dead-letter queue', functions.some(({ configuration }) => configuration.DeadLetterConfig)],
    ['destinations', functions.some(({ asynchronous }) => asynchronous?.DestinationConfig)],
    ['a file system', functions.some(({ configuration }) => configuration.FileSystemConfigs)],
    ['a key of its own', functions.some(({ configuration }) => configuration.KMSKeyArn)],
    [
      'a secret and a parameter named by ARN',
      JSON.stringify(functions).includes('"secret","LIMITS":"parameter"'),
    ],
    ['a network', functions.some(({ configuration }) => configuration.VpcConfig)],
    ['reserved concurrency', functions.some(({ reservedConcurrency }) => reservedConcurrency)],
    ['tags', functions.some(({ configuration }) => configuration.Tags)],
    ['a secret', JSON.stringify(functions).includes('sample-secret-')],
  ])('has a function with %s', (_, there) => {
    expect(there).toBe(true)
  })
})

describe('the sample estate elsewhere', () => {
  const elsewhere = functionsElsewhere('role')

  test('has functions in each region that the account has enabled, and in no other', () => {
    expect([HUB_REGION, ...Object.keys(elsewhere)].sort()).toEqual([...ENABLED_REGIONS].sort())
    for (const specs of Object.values(elsewhere)) expect(specs.length).toBeGreaterThanOrEqual(2)
  })

  test('leaves one region to be enabled later, and something to run there', async () => {
    expect(ENABLED_REGIONS).not.toContain(REGIONS.new)
    expect(returnsDesk('role').configuration.Role).toBe('role')
  })

  test('has code for each of its functions', async () => {
    for (const { code } of [...Object.values(elsewhere).flat(), returnsDesk('role')]) {
      if (code.type !== 'folder') throw new Error('not a folder')
      expect((await zipFolder(code.folder)).length).toBeGreaterThan(200)
    }
  })

  test('serves pages through a distribution that runs functions of both kinds', () => {
    const config = shopDistribution('shop', { redirects: 'a', pages: 'b', edgeVersion: 'c:1' })
    const behaviors = [config.DefaultCacheBehavior!, ...config.CacheBehaviors!.Items!]
    const run = behaviors.flatMap(({ FunctionAssociations, LambdaFunctionAssociations }) => [
      ...(FunctionAssociations?.Items ?? []).map(({ FunctionARN }) => FunctionARN),
      ...(LambdaFunctionAssociations?.Items ?? []).map(({ LambdaFunctionARN }) => LambdaFunctionARN),
    ])
    expect(run).toEqual(['a', 'b', 'c:1'])
  })
})
