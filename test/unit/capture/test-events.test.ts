import { beforeEach, describe, expect, test } from '@jest/globals'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { isPointOf } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { Plan, PlanFile } from '../../../shared/plans/plan-file.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { blobRef } from '../../fakes/points.ts'
import type { FakeRegion } from './region.ts'
import { fakeRegion, gapsOf, request } from './region.ts'

const EVENTS = '{"components":{"examples":{"refund":{"value":{"customer":"Ada Lovelace"}}}}}'

let region: FakeRegion

beforeEach(() => {
  region = fakeRegion()
  region.lambda.create('orders', { code: 'the code' })
  share(EVENTS)
})

function share(...contents: readonly string[]): void {
  const versions = contents.map((content, index) => ({
    type: 'OpenApi3',
    content,
    version: String(index + 1),
  }))
  region.surroundings.testEvents.set('orders', versions)
}

function planned(capture?: Plan['capture']): PlanFile {
  const schedules = { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' }
  return { version: 1, default: 'all', schedules, plans: { all: { capture } } }
}

const ASKING = planned(['configuration', 'code', 'triggers', 'event-data'])

function capture(plans: PlanFile | undefined = ASKING): Promise<Outcome> {
  return captureFunction({ ...region.ports, ...(plans && { plans }) }, request('orders'))
}

async function pointOf(plans?: PlanFile) {
  const outcome = await capture(plans)
  if (outcome.type !== 'captured') throw new Error(JSON.stringify(outcome))
  const point = await region.vault.readManifest(outcome.manifest)
  if (!isPointOf('function', point)) throw new Error('expected a function')
  return point
}

describe('The events that a function is tried with', () => {
  test('are captured where its plan asks for event data, as a blob that the manifest names', async () => {
    const point = await pointOf()
    expect(point.content.testEvents).toEqual({ type: 'OpenApi3', blob: blobRef(EVENTS) })
    expect(point.blobs).toContainEqual(blobRef(EVENTS))
    const kept = region.store.objects.get(blobKey(blobRef(EVENTS).sha256))
    expect(Buffer.from(kept?.bytes ?? '').toString()).toBe(EVENTS)
    expect(await verify(region.store)).toMatchObject({ damage: [], notices: [] })
  })

  test('are in no other object of the vault, and in no log', async () => {
    await capture()
    const others = [...region.store.objects].filter(([key]) => !key.startsWith('blobs/'))
    const said = others.map(([, { bytes }]) => Buffer.from(bytes).toString()).join('')
    expect(said + JSON.stringify(region.log)).not.toMatch(/Lovelace/)
  })

  test.each([
    ['without plans', undefined],
    ['by a plan that does not say which parts', planned()],
    ['by a plan that names others', planned(['configuration', 'code'])],
  ])('are not even asked for %s, which is no gap', async (_, plans) => {
    const outcome = await captureFunction({ ...region.ports, ...(plans && { plans }) }, request('orders'))
    expect(outcome).toMatchObject({ type: 'captured', gaps: [] })
    expect(region.surroundings.operations()).not.toContain('DescribeSchema')
  })

  test('are not asked for of a function that is excluded, or that may be meant for another plan', async () => {
    for (const tags of [{ 'holdfast:exclude': 'thrown away at night' }, { 'holdfast:plan': 'nobody' }]) {
      region.lambda.get('orders').tags = tags
      expect((await pointOf()).content).not.toHaveProperty('testEvents')
    }
    expect(region.surroundings.operations()).not.toContain('DescribeSchema')
  })

  test('make a new point when they change, and none when they do not', async () => {
    await capture()
    expect((await capture()).type).toBe('unchanged')
    share(EVENTS, '{"components":{}}')
    expect((await pointOf()).content.testEvents?.blob).toEqual(blobRef('{"components":{}}'))
  })

  test('are recorded as not there where nobody shared any', async () => {
    region.surroundings.testEvents.clear()
    const point = await pointOf()
    expect([point.content.testEvents, point.gaps]).toEqual([null, []])
  })

  test('are a gap where they may not be read, and the rest is captured', async () => {
    region.surroundings.before = ({ operation }) =>
      operation === 'DescribeSchema' ? new AccessDeniedError('not allowed') : undefined
    const point = await pointOf()
    expect(gapsOf(point)).toEqual(['testEvents: access-denied'])
    expect(point.content.code).toBeDefined()
  })
})
