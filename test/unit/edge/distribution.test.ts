import { describe, expect, test } from '@jest/globals'
import { captureEdge } from '../../../shared/edge/capture-edge.ts'
import { AccessDeniedError, ThrottledError } from '../../../shared/errors.ts'
import { EDGE_ACCOUNT } from '../../fakes/fake-cloudfront.ts'
import { CAUSE, captured, edgeRequest, fakeEdge, gapsOf } from './edge.ts'
import { behaviour, distribution, lambdaArn } from './sample-distribution.ts'

const KIND = 'distribution'

describe('a recovery point of a distribution', () => {
  test('holds the functions of each behaviour in order, and what people know it by', async () => {
    const edge = fakeEdge()
    const functionArn = edge.cloudfront.arn('function', 'redirect')
    edge.cloudfront.putDistribution(
      'E1',
      distribution({
        aliases: ['www.example.com', 'example.com'],
        first: behaviour({ functions: { 'viewer-request': functionArn } }),
        others: {
          '/z/*': behaviour({}),
          '/a/*': behaviour({ functions: { 'viewer-response': functionArn } }),
        },
      }),
    )
    const { content, gaps } = await captured(edge, KIND, 'E1')
    expect(gaps).toEqual([])
    expect(content).toEqual({
      id: 'E1',
      arn: edge.cloudfront.arn('distribution', 'E1'),
      domainName: 'e1.cloudfront.net',
      aliases: ['example.com', 'www.example.com'],
      comment: '',
      enabled: true,
      staging: false,
      behaviors: [
        {
          pathPattern: null,
          lambdaFunctions: [],
          functions: [{ EventType: 'viewer-request', FunctionARN: functionArn }],
        },
        { pathPattern: '/z/*', lambdaFunctions: [], functions: [] },
        {
          pathPattern: '/a/*',
          lambdaFunctions: [],
          functions: [{ EventType: 'viewer-response', FunctionARN: functionArn }],
        },
      ],
      connectionFunction: null,
      pins: [],
    })
  })

  test('says nothing of origins, certificates and caching', async () => {
    const edge = fakeEdge()
    const config = distribution({ first: behaviour({ lambda: { 'origin-request': lambdaArn('auth', 1) } }) })
    edge.cloudfront.putDistribution('E1', {
      ...config,
      Origins: { Items: [{ DomainName: 'secret.origin' }] },
    })
    const point = await captured(edge, KIND, 'E1')
    expect(JSON.stringify(point)).not.toContain('secret.origin')
    expect(JSON.stringify(point)).not.toContain('TargetOriginId')
  })

  test('names the version that an association pins, and the blob of its code', async () => {
    const edge = fakeEdge()
    edge.lambda.create('auth', { code: 'first' })
    edge.lambda.publish('auth')
    edge.lambda.updateCode('auth', 'second')
    const arn = lambdaArn('auth', 1)
    const first = behaviour({ lambda: { 'viewer-request': arn, 'origin-response': arn } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    const { content, blobs, gaps } = await captured(edge, KIND, 'E1')
    expect(gaps).toEqual([])
    expect(content.behaviors[0]?.lambdaFunctions).toEqual([
      { EventType: 'origin-response', LambdaFunctionARN: arn, IncludeBody: false },
      { EventType: 'viewer-request', LambdaFunctionARN: arn, IncludeBody: false },
    ])
    expect(content.pins).toMatchObject([
      {
        arn,
        function: 'auth',
        version: '1',
        configuration: { Handler: 'index.handler' },
        code: { type: 'zip' },
      },
    ])
    expect(blobs).toHaveLength(1)
    expect(blobs[0]?.size).toBe('first'.length)
    expect(await edge.vault.hasBlob(blobs[0]!.sha256)).toBe(true)
  })

  test('does not capture a function whose newest point has the version already', async () => {
    const edge = fakeEdge()
    edge.lambda.create('auth')
    edge.lambda.publish('auth')
    await edge.ports.captureFunction('us-east-1', 'auth', CAUSE)
    const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 1) } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    expect(gapsOf(await captured(edge, KIND, 'E1'))).toEqual([])
    expect(edge.functionCaptures).toEqual(['us-east-1/auth'])
  })

  test('captures a function whose newest point lacks the version', async () => {
    const edge = fakeEdge()
    edge.lambda.create('auth')
    await edge.ports.captureFunction('us-east-1', 'auth', CAUSE)
    edge.lambda.publish('auth')
    const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 1) } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    expect((await captured(edge, KIND, 'E1')).content.pins[0]).toHaveProperty('code')
    expect(edge.functionCaptures).toHaveLength(2)
  })

  test('has a gap for a version that does not exist any more', async () => {
    const edge = fakeEdge()
    edge.lambda.create('auth')
    const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 7) } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    const point = await captured(edge, KIND, 'E1')
    expect(gapsOf(point)).toEqual([`pins/${lambdaArn('auth', 7)}: not-found`])
    expect(point.content.pins).toEqual([{ arn: lambdaArn('auth', 7), function: 'auth', version: '7' }])
  })

  test.each([
    ['another account', 'arn:aws:lambda:us-east-1:999999999999:function:auth:1', 'unsupported'],
    ['no version', `arn:aws:lambda:us-east-1:${EDGE_ACCOUNT}:function:auth:live`, 'unsupported'],
  ])('has a gap for a function of %s', async (_what, arn, reason) => {
    const edge = fakeEdge()
    const first = behaviour({ lambda: { 'viewer-request': arn } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    expect(gapsOf(await captured(edge, KIND, 'E1'))).toEqual([`pins/${arn}: ${reason}`])
  })

  test.each([
    ['access-denied', new AccessDeniedError('no')],
    ['throttled', new ThrottledError('slow')],
  ])('has a gap %s when the function cannot be captured', async (reason, error) => {
    const edge = fakeEdge()
    edge.lambda.before = () => error
    const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 1) } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    expect(gapsOf(await captured(edge, KIND, 'E1'))).toEqual([`pins/${lambdaArn('auth', 1)}: ${reason}`])
  })

  test('repeats the reason for which the point of the function lacks the code', async () => {
    const edge = fakeEdge()
    edge.lambda.create('auth')
    edge.lambda.publish('auth')
    edge.lambda.before = ({ operation }) =>
      operation === 'ListVersionsByFunction' ? new AccessDeniedError('no') : undefined
    const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 1) } })
    edge.cloudfront.putDistribution('E1', distribution({ first }))
    expect(gapsOf(await captured(edge, KIND, 'E1'))).toEqual([`pins/${lambdaArn('auth', 1)}: access-denied`])
  })

  test('says that a connection function is associated but not backed up', async () => {
    const edge = fakeEdge()
    const config = { ...distribution({}), ConnectionFunctionAssociation: { Id: 'cf-1' } }
    edge.cloudfront.putDistribution('E1', config)
    const point = await captured(edge, KIND, 'E1')
    expect(point.content.connectionFunction).toEqual({ Id: 'cf-1' })
    expect(gapsOf(point)).toEqual(['connectionFunction/code: unsupported'])
  })
})

describe('a distribution without functions', () => {
  test('is left alone, at the price of one call', async () => {
    const edge = fakeEdge()
    edge.cloudfront.putDistribution('E1', distribution({}))
    const outcome = await captureEdge(edge.ports, edgeRequest(KIND, 'E1'))
    expect(outcome).toEqual({ type: 'ignored', reason: 'a distribution without functions' })
    expect(edge.cloudfront.calls).toHaveLength(1)
    expect([...edge.store.objects.keys()].filter((key) => key.startsWith('points/'))).toEqual([])
  })

  test('that had one gets a point which says so', async () => {
    const edge = fakeEdge()
    const functions = { 'viewer-request': edge.cloudfront.arn('function', 'redirect') }
    edge.cloudfront.putDistribution('E1', distribution({ first: behaviour({ functions }) }))
    await captured(edge, KIND, 'E1')
    edge.cloudfront.putDistribution('E1', distribution({}))
    expect((await captured(edge, KIND, 'E1')).content.behaviors[0]?.functions).toEqual([])
    expect(await captureEdge(edge.ports, edgeRequest(KIND, 'E1'))).toMatchObject({ type: 'unchanged' })
  })
})

describe('a distribution that was deleted', () => {
  test('gets a tombstone once, and keeps its points', async () => {
    const edge = fakeEdge()
    const functions = { 'viewer-request': edge.cloudfront.arn('function', 'redirect') }
    edge.cloudfront.putDistribution('E1', distribution({ first: behaviour({ functions }) }))
    await captured(edge, KIND, 'E1')
    edge.cloudfront.distributions.clear()
    const first = await captureEdge(edge.ports, edgeRequest(KIND, 'E1'))
    const second = await captureEdge(edge.ports, edgeRequest(KIND, 'E1'))
    expect(first).toMatchObject({ type: 'deleted', manifest: expect.any(String) })
    expect(second).toEqual(first)
    const manifests = await Array.fromAsync(
      edge.vault.listManifests({ account: EDGE_ACCOUNT, zone: 'edge', name: 'E1' }),
    )
    expect(manifests).toHaveLength(2)
  })
})
