import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import { EDGE_ACCOUNT } from '../../fakes/fake-cloudfront.ts'
import type { FakeEdge } from './edge.ts'
import { edgeDriver } from '../../../shared/runs/edge-driver.ts'
import { CAUSE, fakeEdge } from './edge.ts'
import { runEdge } from './run-edge.ts'
import { behaviour, distribution, lambdaArn } from './sample-distribution.ts'

/** A function in both stages that reads a store, a store, a distribution that runs both kinds, one that runs none. */
function sampleEdge(): FakeEdge {
  const edge = fakeEdge()
  const { cloudfront, lambda } = edge
  cloudfront.putFunction('redirect', 'code')
  cloudfront.publish('redirect')
  cloudfront.putStore('routes', { a: '1' })
  lambda.create('auth')
  lambda.publish('auth')
  const first = behaviour({
    functions: { 'viewer-request': cloudfront.arn('function', 'redirect') },
    lambda: { 'origin-request': lambdaArn('auth', 1) },
  })
  cloudfront.putDistribution('E1', distribution({ first }))
  cloudfront.putDistribution('E2', distribution({}))
  return edge
}

const run = (edge: FakeEdge, mode: 'quick' | 'deep' = 'quick') =>
  runEdge({ ...edge.ports, store: edge.store }, mode)

const ALL = ['cloudfront-function/redirect', 'distribution/E1', 'key-value-store/routes']

describe('a run over the edge', () => {
  test('takes a point of everything that is or runs a function, and leaves the rest alone', async () => {
    const edge = sampleEdge()
    const { read, counts } = await run(edge)
    expect(read).toEqual(ALL)
    expect(counts).toEqual({ listed: 3, captured: 3, unchanged: 0, deleted: 0, failed: 0 })
  })

  test('reads nothing the second time', async () => {
    const edge = sampleEdge()
    await run(edge)
    const before = edge.cloudfront.calls.length
    const { read, counts } = await run(edge)
    expect(read).toEqual([])
    expect(counts).toMatchObject({ listed: 3, unchanged: 3 })
    const listing = [
      'listFunctions',
      'listFunctions',
      'listKeyValueStores',
      'describeKeyValues',
      'listDistributions',
    ]
    expect(edge.cloudfront.calls.slice(before).map(({ operation }) => operation)).toEqual(listing)
  })

  test('reads everything when it is deep', async () => {
    const edge = sampleEdge()
    await run(edge)
    const { read, counts } = await run(edge, 'deep')
    expect(read).toEqual(ALL)
    expect(counts).toMatchObject({ captured: 0, unchanged: 3 })
  })

  test.each([
    [
      'a new source',
      'cloudfront-function/redirect',
      (edge) => edge.cloudfront.putFunction('redirect', 'new'),
    ],
    ['a publication', 'cloudfront-function/redirect', (edge) => edge.cloudfront.publish('redirect')],
    ['a new value', 'key-value-store/routes', (edge) => edge.cloudfront.putPair('routes', 'a', '2')],
    [
      'an association less',
      'distribution/E1',
      (edge) => edge.cloudfront.putDistribution('E1', distribution({})),
    ],
  ] satisfies [string, string, (edge: FakeEdge) => void][])(
    'sees %s in the listing, and reads only that',
    async (_what, name, change) => {
      const edge = sampleEdge()
      await run(edge)
      change(edge)
      expect((await run(edge)).read).toEqual([name])
    },
  )

  test('does not read a distribution again for what is no concern of functions', async () => {
    const edge = sampleEdge()
    await run(edge)
    const { config } = edge.cloudfront.distributions.get('E1')!
    edge.cloudfront.putDistribution('E1', { ...config, PriceClass: 'PriceClass_100' })
    expect((await run(edge)).read).toEqual([])
  })

  test('marks what is gone', async () => {
    const edge = sampleEdge()
    await run(edge)
    edge.cloudfront.functions.delete('redirect')
    edge.cloudfront.distributions.delete('E1')
    const { gone, counts, outcomes } = await run(edge)
    expect(gone).toEqual(['cloudfront-function/redirect', 'distribution/E1'])
    expect(counts).toMatchObject({ listed: 1, deleted: 2, unchanged: 1 })
    expect(outcomes).toEqual(
      outcomes.map(() => expect.objectContaining({ type: 'deleted', manifest: expect.any(String) })),
    )
    expect((await run(edge)).gone).toEqual([])
  })

  test('looks once more for what a run that told nobody found gone', async () => {
    const edge = sampleEdge()
    await run(edge)
    edge.cloudfront.functions.delete('redirect')
    const byHand = { ...edge.ports, store: edge.store, tellsNobody: true } as const
    const gone = ['cloudfront-function/redirect']
    expect((await runEdge(byHand)).gone).toEqual(gone)
    expect((await runEdge(byHand)).gone).toEqual([])
    expect((await run(edge)).gone).toEqual(gone)
    expect((await run(edge)).gone).toEqual([])
  })

  test('finds what is gone without an inventory too', async () => {
    const edge = sampleEdge()
    await run(edge)
    edge.store.objects.delete(`inventories/${EDGE_ACCOUNT}/edge.json`)
    edge.cloudfront.stores.delete('routes')
    expect((await run(edge)).counts).toMatchObject({ deleted: 1, unchanged: 2 })
  })

  test('goes on when one resource fails, and reads it again next time', async () => {
    const edge = sampleEdge()
    edge.cloudfront.before = ({ operation }) =>
      operation === 'getDistribution' ? new ServiceFaultError('down') : undefined
    const { counts, outcomes } = await run(edge)
    expect(counts).toMatchObject({ captured: 2, failed: 1 })
    expect(outcomes).toContainEqual(
      expect.objectContaining({ type: 'failed', error: 'ServiceFaultError', retryable: true }),
    )
    edge.cloudfront.before = () => {}
    expect((await run(edge)).read).toEqual(['distribution/E1'])
  })

  test('reads again what had a gap for the moment only', async () => {
    const edge = sampleEdge()
    edge.cloudfront.before = ({ operation }) =>
      operation === 'listTags' ? new ServiceFaultError('down') : undefined
    await run(edge)
    edge.cloudfront.before = () => {}
    const { read, counts } = await run(edge)
    expect(read).toHaveLength(2)
    expect(counts.captured).toBe(2)
  })

  test('fails as a whole when a list cannot be read: what it holds must not look deleted', async () => {
    const edge = sampleEdge()
    await run(edge)
    edge.cloudfront.before = ({ operation }) =>
      operation === 'listDistributions' ? new AccessDeniedError('no') : undefined
    await expect(run(edge)).rejects.toBeInstanceOf(AccessDeniedError)
    expect(
      await edge.vault.latest({ account: EDGE_ACCOUNT, zone: 'edge', kind: 'distribution', name: 'E1' }),
    ).toMatchObject({
      pointer: { type: 'point' },
    })
  })

  test('goes on over a store whose data plane refuses', async () => {
    const edge = sampleEdge()
    edge.cloudfront.before = ({ operation }) =>
      operation === 'describeKeyValues' ? new AccessDeniedError('no') : undefined
    expect((await run(edge)).counts).toMatchObject({ captured: 3 })
    expect(edge.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
  })

  test('captures a function once, however many distributions run a version of it that is gone', async () => {
    const edge = sampleEdge()
    const first = behaviour({ lambda: { 'origin-request': lambdaArn('auth', 9) } })
    for (const id of ['E3', 'E4', 'E5']) edge.cloudfront.putDistribution(id, distribution({ first }))
    await run(edge)
    expect(edge.functionCaptures).toEqual(['us-east-1/auth'])
  })

  test("leaves Holdfast's own scratch alone", async () => {
    const edge = sampleEdge()
    edge.cloudfront.putFunction('holdfast-scratch-1', 'code')
    expect((await run(edge)).counts.listed).toBe(3)
  })

  test('sixteen at once leave one point of each resource', async () => {
    const edge = sampleEdge()
    const driver = edgeDriver(edge.ports, () => ({ apiCalls: {}, throttled: 0 }))
    const request = { account: EDGE_ACCOUNT, cause: CAUSE, since: edge.ports.clock.now() }
    const all = { account: EDGE_ACCOUNT, zone: 'edge', mode: 'deep', inventory: undefined } as const
    const { items } = await driver.plan(all)
    const captures = Array.from({ length: 16 }, () => items.map((item) => driver.capture(item, request)))
    await Promise.all(captures.flat())
    const manifests = await Array.fromAsync(edge.vault.listManifests({ account: EDGE_ACCOUNT, zone: 'edge' }))
    expect(manifests.map(({ resource }) => `${resource.kind}/${resource.name}`)).toEqual(ALL)
  })
})
