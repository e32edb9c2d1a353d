import { describe, expect, test } from '@jest/globals'
import { edgeDriver } from '../../../shared/runs/edge-driver.ts'
import { itemKey } from '../../../shared/model/work.ts'
import { EDGE_ACCOUNT } from '../../fakes/fake-cloudfront.ts'
import { CAUSE, fakeEdge } from './edge.ts'
import { behaviour, distribution, lambdaArn } from './sample-distribution.ts'

const SINCE = new Date('2026-01-01T10:00:00Z')

function driven() {
  const edge = fakeEdge()
  edge.cloudfront.putFunction('redirect', 'code')
  const first = behaviour({ lambda: { 'origin-request': lambdaArn('auth', 9) } })
  for (const id of ['E1', 'E2']) edge.cloudfront.putDistribution(id, distribution({ first }))
  const usage = () => ({ apiCalls: { CloudFront: edge.cloudfront.calls.length }, throttled: 0 })
  return { ...edge, driver: edgeDriver(edge.ports, usage) }
}

const request = { account: EDGE_ACCOUNT, zone: 'edge', mode: 'quick', inventory: undefined } as const

describe('a scheduled run over the edge', () => {
  test('plans every resource by kind and name, with what the listing showed', async () => {
    const { driver } = driven()
    const { found, unchanged, items } = await driver.plan(request)
    expect({ found, unchanged }).toEqual({ found: 3, unchanged: [] })
    expect(items.map(itemKey)).toEqual(['cloudfront-function/redirect', 'distribution/E1', 'distribution/E2'])
    for (const item of items) expect(item.listed).toHaveProperty('configSha256')
  })

  test('captures each, and a function that several distributions run once', async () => {
    const { driver, functionCaptures } = driven()
    const { items } = await driver.plan(request)
    for (const item of items) {
      const capture = await driver.capture(item, { account: EDGE_ACCOUNT, cause: CAUSE, since: SINCE })
      expect(capture.outcome).toMatchObject({ type: 'captured' })
    }
    expect(functionCaptures).toEqual(['us-east-1/auth'])
  })

  test('plans what is gone, so that it is marked', async () => {
    const { driver, cloudfront } = driven()
    const { items } = await driver.plan(request)
    for (const item of items)
      await driver.capture(item, { account: EDGE_ACCOUNT, cause: CAUSE, since: SINCE })
    cloudfront.functions.clear()
    const later = await driver.plan({ ...request, mode: 'deep' })
    const gone = later.items.find((item) => item.listed === undefined)!
    expect(gone).toMatchObject({ kind: 'cloudfront-function', name: 'redirect' })
    const { outcome } = await driver.capture(gone, { account: EDGE_ACCOUNT, cause: CAUSE, since: SINCE })
    expect(outcome).toMatchObject({ type: 'deleted', manifest: expect.any(String) })
  })
})
