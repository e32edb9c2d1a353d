import { describe, expect, test } from '@jest/globals'
import { diffContents } from '../../../shared/diff/diff-contents.ts'
import { Manifest } from '../../../shared/model/manifest.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { captured, fakeEdge } from './edge.ts'
import { behaviour, distribution, lambdaArn } from './sample-distribution.ts'

async function sampleEdge() {
  const edge = fakeEdge()
  edge.cloudfront.putFunction('redirect', 'code')
  edge.cloudfront.putStore('routes', { a: '1' })
  edge.lambda.create('auth')
  edge.lambda.publish('auth')
  const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 1) } })
  edge.cloudfront.putDistribution('E1', distribution({ first, others: { '/a/*': behaviour({}) } }))
  const points = {
    function: await captured(edge, 'cloudfront-function', 'redirect'),
    store: await captured(edge, 'key-value-store', 'routes'),
    distribution: await captured(edge, 'distribution', 'E1'),
  }
  return { ...edge, points }
}

/** Where the schema finds a mistake. */
function mistakes(manifest: unknown): string[] {
  return (Manifest.safeParse(manifest).error?.issues ?? []).map(({ path }) => path.join('.'))
}

describe('a vault that holds the edge', () => {
  test('is found whole by verify, every blob of every kind named by its manifest', async () => {
    const { store } = await sampleEdge()
    const report = await verify(store, { readData: 'all' })
    expect(report.damage).toEqual([])
  })
})

describe('the manifest of a resource of the edge', () => {
  test('is told apart by kind, and a mistake is told at its place', async () => {
    const { points } = await sampleEdge()
    const { content } = points.store
    expect(mistakes(points.store)).toEqual([])
    expect(mistakes({ ...points.store, content: { ...content, arn: 7 } })).toEqual(['content.arn'])
    expect(mistakes({ ...points.store, content: points.distribution.content })).toContain(
      'content.configuration',
    )
    expect(mistakes({ ...points.store, extra: true })).toEqual([''])
  })

  test('of a kind that nobody knows is told so', async () => {
    const { points } = await sampleEdge()
    const resource = { ...points.store.resource, kind: 'teapot' }
    expect(mistakes({ ...points.store, resource })).toEqual(['resource.kind'])
    expect(mistakes({ ...points.store, type: 'teapot' })).toEqual(['type'])
  })
})

describe('two points of a distribution', () => {
  test('differ in the behaviour whose association changed', async () => {
    const edge = await sampleEdge()
    const first = behaviour({ lambda: { 'viewer-request': lambdaArn('auth', 1) } })
    const functions = { 'viewer-response': edge.cloudfront.arn('function', 'redirect') }
    edge.cloudfront.putDistribution(
      'E1',
      distribution({ first, others: { '/a/*': behaviour({ functions }) } }),
    )
    const after = await captured(edge, 'distribution', 'E1')
    const changes = diffContents(edge.points.distribution.content, after.content)
    expect(changes.map(({ path }) => path[0])).toEqual(['behaviors'])
  })
})
