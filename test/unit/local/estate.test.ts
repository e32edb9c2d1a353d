import { describe, expect, test } from '@jest/globals'
import { estateFunctions } from '../../../local/estate/functions.ts'

const around = {
  Artifacts: 'artifacts',
  ServiceRole: 'role',
  WorkerRole: 'role',
  Orders: 'queue',
  OrdersFailed: 'queue',
  Reports: 'topic',
  OrdersStream: 'stream',
  AuditStream: 'stream',
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
    ['a network', functions.some(({ configuration }) => configuration.VpcConfig)],
    ['reserved concurrency', functions.some(({ reservedConcurrency }) => reservedConcurrency)],
    ['tags', functions.some(({ configuration }) => configuration.Tags)],
    ['a secret', JSON.stringify(functions).includes('sample-secret-')],
  ])('has a function with %s', (_, there) => {
    expect(there).toBe(true)
  })
})
