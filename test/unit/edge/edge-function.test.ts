import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { captureEdge } from '../../../shared/edge/capture-edge.ts'
import { AccessDeniedError, FunctionChangingError, UnsupportedError } from '../../../shared/errors.ts'
import { textOf } from '../../../shared/model/members.ts'
import type { EdgeCall } from '../../fakes/fake-cloudfront.ts'
import type { FakeEdge } from './edge.ts'
import { captured, edgeRequest, fakeEdge, gapsOf, textOfBlob } from './edge.ts'

const KIND = 'cloudfront-function'

describe('a recovery point of a CloudFront function', () => {
  test('holds source and configuration of both stages, the stores that it reads, and its tags', async () => {
    const edge = fakeEdge()
    const { cloudfront } = edge
    const stores = ['b', 'a'].map((id) => ({ KeyValueStoreARN: cloudfront.arn('key-value-store', id) }))
    cloudfront.putFunction('redirect', 'published', {
      KeyValueStoreAssociations: { Quantity: 2, Items: stores },
    })
    cloudfront.publish('redirect')
    cloudfront.putFunction('redirect', 'in development', { Comment: 'next' })
    cloudfront.tags.set(cloudfront.arn('function', 'redirect'), { team: 'web' })
    const { content, gaps, resource } = await captured(edge, KIND, 'redirect')
    expect(resource).toEqual({ account: '123456789012', zone: 'edge', kind: KIND, name: 'redirect' })
    expect(gaps).toEqual([])
    expect(content).toMatchObject({
      arn: cloudfront.arn('function', 'redirect'),
      development: {
        configuration: { Comment: 'next', KeyValueStoreAssociations: { Quantity: 0, Items: [] } },
      },
      live: { configuration: { KeyValueStoreAssociations: { Quantity: 2, Items: stores.toReversed() } } },
      tags: { team: 'web' },
    })
    expect(await textOfBlob(edge, content.development?.code)).toBe('in development')
    expect(await textOfBlob(edge, content.live?.code)).toBe('published')
  })

  test('says that the function was never published', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('new', 'code')
    expect((await captured(edge, KIND, 'new')).content.live).toBeNull()
  })

  test('costs five calls', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('redirect', 'code')
    edge.cloudfront.publish('redirect')
    await captured(edge, KIND, 'redirect')
    expect(edge.cloudfront.calls).toHaveLength(5)
  })

  test('has a gap for a source that may not be read, and the configuration all the same', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('redirect', 'code', { Comment: 'kept' })
    edge.cloudfront.publish('redirect')
    edge.cloudfront.before = refuse('getFunctionCode', new AccessDeniedError('no'))
    const { content, gaps, blobs } = await captured(edge, KIND, 'redirect')
    expect(gapsOf({ gaps })).toEqual(['development/code: access-denied', 'live/code: access-denied'])
    expect(content.live).toMatchObject({ configuration: { Comment: 'kept' } })
    expect(content.live).not.toHaveProperty('code')
    expect(blobs).toEqual([])
  })

  test('has a gap for tags where they cannot be listed', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('redirect', 'code')
    edge.cloudfront.before = refuse('listTags', new UnsupportedError('no'))
    const point = await captured(edge, KIND, 'redirect')
    expect(gapsOf(point)).toEqual(['tags: unsupported'])
    expect(point.content).not.toHaveProperty('tags')
  })

  test('is not taken again when only dates, ETags and states changed', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('redirect', 'code')
    await captured(edge, KIND, 'redirect')
    edge.cloudfront.putFunction('redirect', 'code')
    expect(await captureEdge(edge.ports, edgeRequest(KIND, 'redirect'))).toMatchObject({ type: 'unchanged' })
  })
})

/** A function whose history is written down: each state that it had, as text. */
function historyOf({ cloudfront }: FakeEdge) {
  const states: string[] = []
  const note = () => {
    const { development, live } = cloudfront.functions.get('f')!
    const comment = textOf(development.config, 'Comment') ?? ''
    states.push(stateText(development.code, comment, live?.code))
  }
  const update = () => {
    const version = `v${states.length}`
    cloudfront.putFunction('f', version, { Comment: version })
    note()
  }
  const publish = () => {
    cloudfront.publish('f')
    note()
  }
  return { states, update, publish }
}

function stateText(code: string, comment: string, live = 'never published'): string {
  return `${code} with ${comment}, live ${live}`
}

async function recordedState(edge: FakeEdge): Promise<string> {
  const { development, live } = (await captured(edge, KIND, 'f')).content
  const code = await textOfBlob(edge, development?.code)
  const comment = textOf(development?.configuration ?? {}, 'Comment') ?? ''
  return stateText(code, comment, live ? await textOfBlob(edge, live.code) : undefined)
}

describe('a CloudFront function that changes while it is read', () => {
  test('is never recorded in a state that it never had', async () => {
    const what = fc.constantFrom('update', 'publish', 'both')
    const changes = fc.array(fc.record({ at: fc.integer({ min: 1, max: 8 }), what }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(changes, async (planned) => {
        const edge = fakeEdge()
        const history = historyOf(edge)
        history.update()
        edge.cloudfront.before = (_call, number) => {
          for (const change of planned.filter(({ at }) => at === number)) {
            if (change.what !== 'publish') history.update()
            if (change.what !== 'update') history.publish()
          }
        }
        expect(history.states).toContain(await recordedState(edge))
      }),
      { numRuns: 200 },
    )
  })

  test('every time fails as changing, to be tried again later', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('busy', 'code')
    edge.cloudfront.before = ({ operation }) => {
      if (operation === 'describeFunction') edge.cloudfront.putFunction('busy', 'code')
    }
    await expect(captureEdge(edge.ports, edgeRequest(KIND, 'busy'))).rejects.toBeInstanceOf(
      FunctionChangingError,
    )
    expect(edge.clock.sleeps).toEqual([500, 1000, 2000])
  })

  test('is marked as deleted when it goes in the middle', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putFunction('redirect', 'code')
    await captured(edge, KIND, 'redirect')
    edge.cloudfront.before = ({ operation }) => {
      if (operation === 'describeFunction') edge.cloudfront.functions.delete('redirect')
    }
    const outcome = await captureEdge(edge.ports, edgeRequest(KIND, 'redirect'))
    expect(outcome).toMatchObject({ type: 'deleted', manifest: expect.any(String) })
  })
})

function refuse(operation: EdgeCall['operation'], error: Error) {
  return (call: EdgeCall) => (call.operation === operation ? error : undefined)
}
