import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { captureEdge } from '../../../shared/edge/capture-edge.ts'
import { encodePairs } from '../../../shared/edge/name-bytes.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { captured, edgeRequest, fakeEdge, gapsOf, jsonOfBlob } from './edge.ts'

const KIND = 'key-value-store'

describe('a recovery point of a key value store', () => {
  test('holds every pair as the file that CloudFront imports a store from, in order of key', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('routes', { '/b': 'two', '/a': 'one' })
    edge.cloudfront.tags.set(edge.cloudfront.arn(KIND, 'id-of-routes'), { team: 'web' })
    const { content, gaps, blobs } = await captured(edge, KIND, 'routes')
    expect(gaps).toEqual([])
    expect(content).toMatchObject({
      arn: edge.cloudfront.arn(KIND, 'id-of-routes'),
      configuration: { Name: 'routes', Id: 'id-of-routes', Comment: '' },
      pairs: { count: 2 },
      tags: { team: 'web' },
    })
    expect(blobs).toEqual([content.pairs?.blob])
    expect(await jsonOfBlob(edge, content.pairs?.blob)).toEqual({
      data: [
        { key: '/a', value: 'one' },
        { key: '/b', value: 'two' },
      ],
    })
  })

  test('keeps values out of the manifest', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('tokens', { token: 'hunter2' })
    const point = await captured(edge, KIND, 'tokens')
    expect(JSON.stringify(point)).not.toContain('hunter2')
    expect(JSON.stringify(edge.log.lines)).not.toContain('hunter2')
  })

  test('is not taken again when nothing but the ETag changed', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('routes', { a: '1' })
    await captured(edge, KIND, 'routes')
    edge.cloudfront.putPair('routes', 'a', '1')
    expect(await captureEdge(edge.ports, edgeRequest(KIND, 'routes'))).toMatchObject({ type: 'unchanged' })
  })

  test('is of the name, also when an event knows the id only', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('routes', {})
    expect((await captured(edge, KIND, 'id-of-routes')).resource.name).toBe('routes')
  })

  test('has a gap where the data plane refuses', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('routes', { a: '1' })
    edge.cloudfront.before = ({ operation }) =>
      operation === 'listKeyValues' ? new AccessDeniedError('no') : undefined
    const point = await captured(edge, KIND, 'routes')
    expect(gapsOf(point)).toEqual(['pairs: access-denied'])
    expect(point.content).not.toHaveProperty('pairs')
  })
})

describe('a key value store that is written to while it is read', () => {
  test('is read again, so that its pairs are those of one moment', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('routes', { a: '1' })
    let once = true
    edge.cloudfront.before = ({ operation }) => {
      if (operation === 'listKeyValues' && once) {
        once = false
        edge.cloudfront.putPair('routes', 'b', '2')
      }
    }
    const point = await captured(edge, KIND, 'routes')
    expect(point.gaps).toEqual([])
    expect(edge.cloudfront.callsOf('listKeyValues')).toHaveLength(2)
  })

  test('all the time is kept all the same, and says that it is blurred', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('hits', { a: '0' })
    edge.cloudfront.before = ({ operation }, number) => {
      if (operation === 'listKeyValues') edge.cloudfront.putPair('hits', 'a', String(number))
    }
    const point = await captured(edge, KIND, 'hits')
    expect(gapsOf(point)).toEqual(['pairs/consistency: changed-while-reading'])
    expect(point.content.pairs).toMatchObject({ count: 1 })
  })

  test('is marked as deleted when it goes in the middle', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('routes', {})
    await captured(edge, KIND, 'routes')
    edge.cloudfront.before = ({ operation }) => {
      if (operation === 'describeKeyValues') edge.cloudfront.stores.delete('routes')
    }
    const outcome = await captureEdge(edge.ports, edgeRequest(KIND, 'routes'))
    expect(outcome).toMatchObject({ type: 'deleted', manifest: expect.any(String) })
  })

  test('has the gap `pairs` while the data plane does not know it', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putStore('young', {})
    edge.cloudfront.describeKeyValues = async () => undefined
    expect(gapsOf(await captured(edge, KIND, 'young'))).toEqual(['pairs: still-updating'])
  })
})

describe('pairs as bytes', () => {
  test('are the same for equal pairs in any order, and name no key twice', () => {
    const pairs = fc.array(fc.record({ key: fc.string(), value: fc.string() }))
    fc.assert(
      fc.property(pairs, (list) => {
        const unique = [...new Map(list.map(({ key, value }) => [key, value]))].map(([key, value]) => ({
          key,
          value,
        }))
        expect(encodePairs(unique.toReversed())).toEqual(encodePairs(list))
        const { data } = JSON.parse(Buffer.from(encodePairs(list)).toString()) as { data: { key: string }[] }
        expect(new Set(data.map(({ key }) => key)).size).toBe(data.length)
      }),
    )
  })
})
