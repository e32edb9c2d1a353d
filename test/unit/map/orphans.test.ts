import { describe, expect, test } from '@jest/globals'
import type { Orphan } from '../../../shared/map/orphans.ts'
import { findOrphans } from '../../../shared/map/orphans.ts'
import {
  DISTRIBUTION,
  GONE_BUCKET,
  IDLE_TOPIC,
  QUEUE,
  STREAM,
  TOPIC,
  arnOf,
  association,
  fleetVault,
  mapping,
  nothing,
  source,
  trigger,
  triggerFleet,
} from '../../fakes/trigger-fleet.ts'

const BILL = arnOf('lambda', 'function:bill')
const subscription = () => [trigger('sns-subscription', TOPIC, BILL, {})]

function inShort(orphans: readonly Orphan[]) {
  return orphans.map(({ type, function: { name }, source }) => `${type} ${name} ${source}`)
}

describe('what is left over', () => {
  test('is found in a fleet, each kind of it once', async () => {
    const { fleet } = await triggerFleet()
    expect(inShort(findOrphans(fleet)).toSorted()).toEqual(
      [
        `source-gone orders ${GONE_BUCKET}`,
        `statement-unused orders ${IDLE_TOPIC}`,
        `qualifier-gone orders ${TOPIC}`,
        `qualifier-gone headers arn:aws:cloudfront::111122223333:distribution/E123`,
        `mapping-disabled orders ${STREAM}`,
        `function-gone bill ${TOPIC}`,
      ].toSorted(),
    )
  })

  test('names the statements and the point that says so', async () => {
    const { fleet } = await triggerFleet()
    const orders = fleet.points.find(({ resource }) => resource.name === 'orders')
    expect(findOrphans(fleet).find(({ type }) => type === 'source-gone')).toMatchObject({
      kind: 'statement',
      statements: ['policy/gone', 'aliases/live/policy/gone'],
      knownAt: '2026-11-20T10:00:00.000Z',
      point: orders?.id,
    })
  })

  test('is nothing that could not be read', async () => {
    const { put, fleet } = fleetVault()
    const gap = { reason: 'access-denied', message: 'no' } as const
    const unread = source(TOPIC, true, ['policy/t'])
    const part = `triggers/sns-subscription/${TOPIC}`
    await put({ name: 'a', content: { ...nothing(), sources: [unread] }, gaps: [{ part, ...gap }] })
    const { triggers: _triggers, ...without } = nothing()
    await put({ name: 'b', content: { ...without, sources: [unread] }, gaps: [{ part: 'triggers', ...gap }] })
    await put({ name: 'c', content: { ...nothing(), sources: [source(TOPIC, null, ['policy/t'])] } })
    const { versions: _versions, ...noVersions } = nothing()
    const triggers = [trigger('sns-subscription', TOPIC, arnOf('lambda', 'function:d:9'), {})]
    await put({ name: 'd', content: { ...noVersions, triggers }, gaps: [{ part: 'versions', ...gap }] })
    expect(findOrphans(await fleet())).toEqual([])
  })

  test('is a mapping whose source is gone', async () => {
    const { put, fleet } = fleetVault()
    const content = {
      eventSourceMappings: [mapping('1', QUEUE, 'Enabled', 'a')],
      sources: [source(QUEUE, false)],
    }
    await put({ name: 'a', content: { ...nothing(), ...content } })
    expect(findOrphans(await fleet())).toMatchObject([{ type: 'source-gone', kind: 'event-source-mapping' }])
  })

  describe('of a function that was deleted', () => {
    const deleted = async (later: Parameters<ReturnType<typeof fleetVault>['put']>[0] | undefined) => {
      const { put, remove, fleet } = fleetVault()
      const content = { ...nothing(), triggers: subscription(), sources: [source(TOPIC, true)] }
      await put({ name: 'bill', content })
      await remove('bill', '2026-11-20T12:00:00.000Z')
      if (later !== undefined) await put(later)
      return findOrphans(await fleet())
    }

    test('is what woke it, as old as its last point when nothing newer is known', async () => {
      expect(await deleted(undefined)).toMatchObject([
        {
          type: 'function-gone',
          knownAt: '2026-11-20T10:00:00.000Z',
          why: 'The function was deleted; that was noticed at 2026-11-20T12:00:00.000Z. Nothing newer is known of the source.',
        },
      ])
    })

    test('is known anew when another function was captured that has the same source', async () => {
      const at = '2026-11-21T10:00:00.000Z'
      const sources = [source(TOPIC, true)]
      expect(await deleted({ name: 'other', at, content: { ...nothing(), sources } })).toMatchObject([
        { type: 'function-gone', knownAt: at, why: expect.stringContaining('when other was captured') },
      ])
    })

    test('is nothing when the source is known to be gone as well', async () => {
      const at = '2026-11-21T10:00:00.000Z'
      const sources = [source(TOPIC, false, ['policy/t'])]
      const orphans = await deleted({ name: 'other', at, content: { ...nothing(), sources } })
      expect(inShort(orphans)).toEqual([`source-gone other ${TOPIC}`])
    })
  })

  describe('at the edge', () => {
    test('is an association with a function that was deleted', async () => {
      const { put, remove, putDistribution, fleet } = fleetVault()
      await put({ name: 'headers', zone: 'us-east-1', content: nothing() })
      await putDistribution({ behaviors: [association('headers:2')] })
      await remove('headers', '2026-11-20T12:00:00.000Z', 'us-east-1')
      expect(findOrphans(await fleet())).toMatchObject([
        { type: 'function-gone', kind: 'lambda-edge-association', source: DISTRIBUTION },
      ])
    })

    test('is not one with a function that the vault never had, unless AWS did not find it', async () => {
      const { putDistribution, fleet } = fleetVault()
      await putDistribution({ behaviors: [association('unseen:2')] })
      expect(findOrphans(await fleet())).toEqual([])
      const other = fleetVault()
      const part = `pins/${arnOf('lambda', 'function:unseen:2', 'us-east-1')}`
      await other.putDistribution({ behaviors: [association('unseen:2')] }, [
        { part, reason: 'not-found', message: 'gone' },
      ])
      expect(findOrphans(await other.fleet())).toMatchObject([{ type: 'function-gone' }])
    })
  })
})
