import { describe, expect, test } from '@jest/globals'
import { edgeGrants } from '../../../shared/doctor/capture-grants.ts'
import type { HoldfastError } from '../../../shared/errors.ts'
import { AccessDeniedError, NotFoundError, ThrottledError, UnsupportedError } from '../../../shared/errors.ts'
import type { ProbeSources } from '../../../shared/doctor/probe-permissions.ts'
import { probeEdge } from '../../../shared/doctor/probe-edge.ts'
import { probePermissions } from '../../../shared/doctor/probe-permissions.ts'
import { EDGE_ACCOUNT, FakeCloudFront } from '../../fakes/fake-cloudfront.ts'

/** A region in which every call fails in the same way, but for those that are named. */
function region(usual: HoldfastError, others: Record<string, HoldfastError> = {}): ProbeSources {
  const answers = new Proxy(
    {},
    {
      get(_target, call: string) {
        const error = others[call] ?? usual
        if (call !== 'listFunctions') return () => Promise.reject(error)
        return async function* () {
          yield await Promise.reject(error)
        }
      },
    },
  )
  return { lambda: answers, surroundings: answers } as unknown as ProbeSources
}

const missing = new NotFoundError('no such function')

describe('permissions that are tried', () => {
  test('are there when what is asked for is not found: IAM decides before Lambda looks', async () => {
    expect(await probePermissions(region(missing), 'us-east-1')).toMatchObject([
      { check: 'permissions', zone: 'us-east-1', state: 'ok' },
    ])
  })

  test('are named when they are denied', async () => {
    const denied = new AccessDeniedError('denied')
    const sources = region(missing, { getPolicy: denied, listFunctions: denied })
    const [finding] = await probePermissions(sources, 'us-east-1')
    expect(finding).toMatchObject({
      state: 'problem',
      what: 'You may not: lambda:ListFunctions, lambda:GetPolicy. Captures will have gaps, or fail.',
    })
  })

  test('are unknown when the answer is neither', async () => {
    const sources = region(missing, { getRole: new ThrottledError('slow down') })
    const [finding] = await probePermissions(sources, 'us-east-1')
    expect(finding?.state).toBe('unknown')
    expect(finding?.what).toContain('iam:GetRole')
  })

  test.each([
    ['UnsupportedError', UnsupportedError],
    ['AccessDeniedError', AccessDeniedError],
  ])('are unknown when the answer names no error, as that of a proxy: %s', async (_name, Kind) => {
    const answer = new Kind('GetPolicy: HTTP 404', { evidence: { nameless: true } })
    expect(await probePermissions(region(missing, { getPolicy: answer }), 'us-east-1')).toMatchObject([
      { state: 'unknown', what: expect.stringContaining('lambda:GetPolicy is not clear: GetPolicy: HTTP') },
    ])
  })

  test('are there when the region says that it lacks the call', async () => {
    const sources = region(missing, { getRecursion: new UnsupportedError('not in this region') })
    expect(await probePermissions(sources, 'us-east-1')).toMatchObject([{ state: 'ok' }])
  })

  test('throw a defect', async () => {
    const broken = new TypeError('a defect') as unknown as HoldfastError
    await expect(probePermissions(region(missing, { getRole: broken }), 'us-east-1')).rejects.toThrow(
      TypeError,
    )
  })
})

describe('permissions on the edge that are tried', () => {
  const place = { partition: 'aws', account: EDGE_ACCOUNT }

  test('are there when nothing is there', async () => {
    expect(await probeEdge(new FakeCloudFront(), place)).toMatchObject([
      { check: 'permissions', zone: 'edge', state: 'ok' },
    ])
  })

  test('are named when they are denied, each by what captures need', async () => {
    const cloudfront = new FakeCloudFront()
    cloudfront.before = () => new AccessDeniedError('denied')
    const [finding] = await probeEdge(cloudfront, place)
    expect(finding?.state).toBe('problem')
    for (const action of edgeGrants(place).flatMap(({ actions }) => actions))
      expect(finding?.what).toContain(action)
  })

  test('are unknown when the answer is neither', async () => {
    const cloudfront = new FakeCloudFront()
    cloudfront.before = ({ operation }) =>
      operation === 'getDistribution' ? new ThrottledError('slow down') : undefined
    const [finding] = await probeEdge(cloudfront, place)
    expect(finding).toMatchObject({ state: 'unknown' })
    expect(finding?.what).toContain('cloudfront:GetDistribution')
  })
})
