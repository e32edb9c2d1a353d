import { beforeEach, describe, expect, test } from '@jest/globals'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { isPointOf } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { Plan, PlanFile } from '../../../shared/plans/plan-file.ts'
import { verify } from '../../../shared/vault/verify.ts'
import type { FakeRegion } from './region.ts'
import { fakeRegion, gapsOf, request } from './region.ts'

const SCHEDULES = { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' }

function planned(capture: Plan['capture']): PlanFile {
  return { version: 1, default: 'lean', schedules: SCHEDULES, plans: { lean: { capture } } }
}

const WITHOUT_CODE = planned(['configuration', 'triggers'])
const WITHOUT_TRIGGERS = planned(['configuration', 'code'])

let region: FakeRegion

beforeEach(() => {
  region = fakeRegion()
  region.lambda.create('orders', { code: 'the code' })
  region.lambda.publish('orders')
})

function capture(plans: PlanFile): Promise<Outcome> {
  return captureFunction({ ...region.ports, plans }, request('orders'))
}

async function pointOf(plans: PlanFile) {
  const outcome = await capture(plans)
  if (outcome.type !== 'captured') throw new Error(JSON.stringify(outcome))
  const point = await region.vault.readManifest(outcome.manifest)
  if (!isPointOf('function', point)) throw new Error('expected a function')
  return { outcome, point }
}

function blobs(): readonly string[] {
  return [...region.store.objects.keys()].filter((key) => key.startsWith('blobs/'))
}

describe('A plan that leaves code out', () => {
  test('has the rest captured, without a package of the function or of its versions, and says so', async () => {
    const { point } = await pointOf(WITHOUT_CODE)
    expect(gapsOf(point)).toEqual(['code: left-out-by-plan', 'versions/1/code: left-out-by-plan'])
    expect(point.content.code).toBeUndefined()
    expect(point.content.versions?.map((one) => one.code)).toEqual([undefined])
    expect(point.content.configuration['CodeSha256']).toEqual(expect.any(String))
    expect([blobs(), region.packages.downloads]).toEqual([[], []])
  })

  test('is nothing to be told of: it is no gap of a run, and the vault is whole', async () => {
    const { outcome } = await pointOf(WITHOUT_CODE)
    expect(outcome).toMatchObject({ gaps: [] })
    expect(await capture(WITHOUT_CODE)).not.toHaveProperty('gaps')
    expect(await verify(region.store)).toMatchObject({ damage: [], notices: [] })
  })

  test('makes one more point when it comes into force, and none after that', async () => {
    await pointOf(WITHOUT_TRIGGERS)
    expect((await capture(WITHOUT_CODE)).type).toBe('captured')
    expect((await capture(WITHOUT_CODE)).type).toBe('unchanged')
  })

  test('leaves the bytes of layers out, and says which layers there are', async () => {
    const Arn = region.lambda.addLayer('tools', 'bytes')
    region.lambda.create('layered', { Layers: [{ Arn, CodeSize: 5 }] })
    const outcome = await captureFunction({ ...region.ports, plans: WITHOUT_CODE }, request('layered'))
    const point = outcome.type === 'captured' && (await region.vault.readManifest(outcome.manifest))
    expect(point).toMatchObject({ content: { layers: [{ arn: Arn }] }, blobs: [] })
  })
})

describe('A plan that leaves triggers out', () => {
  test('has nothing of them read, and says so', async () => {
    let asked = 0
    region.ports.lambda.listEventSourceMappings = async () => {
      asked += 1
      return []
    }
    const { point } = await pointOf(WITHOUT_TRIGGERS)
    expect(gapsOf(point)).toEqual([
      'eventSourceMappings: left-out-by-plan',
      'sources: left-out-by-plan',
      'triggers: left-out-by-plan',
    ])
    expect(asked).toBe(0)
    expect(point.content).not.toHaveProperty('triggers')
    expect(point.content.references).toEqual(expect.any(Array))
  })
})

describe('A function that is excluded', () => {
  test('has its configuration captured, with its reason, and neither code nor triggers', async () => {
    region.lambda.get('orders').tags = { 'holdfast:exclude': 'made anew every night' }
    const { point } = await pointOf({ version: 1, schedules: SCHEDULES, default: 'all', plans: { all: {} } })
    expect(gapsOf(point)).toEqual([
      'code: left-out-by-plan',
      'eventSourceMappings: left-out-by-plan',
      'sources: left-out-by-plan',
      'triggers: left-out-by-plan',
      'versions/1/code: left-out-by-plan',
    ])
    expect(point.gaps[0]?.message).toBe('It is excluded from all backup plans.')
    expect([point.content.tags, blobs()]).toEqual([{ 'holdfast:exclude': 'made anew every night' }, []])
  })

  test('without a reason is captured whole', async () => {
    region.lambda.get('orders').tags = { 'holdfast:exclude': 'true' }
    const { point } = await pointOf({ version: 1, schedules: SCHEDULES, default: 'all', plans: { all: {} } })
    expect(point.gaps).toEqual([])
  })

  test('is not the same as one that no plan is for, which is captured whole', async () => {
    const { point } = await pointOf({ version: 1, schedules: SCHEDULES, plans: { some: {} } })
    expect(point.gaps).toEqual([])
  })
})

describe('Nothing is left out of a function that may be meant to have another plan', () => {
  test('because its tags cannot be read', async () => {
    region.lambda.get('orders').tagsError = { ErrorCode: 'AccessDeniedException', Message: 'no' }
    expect((await pointOf(WITHOUT_CODE)).point.content.code).toMatchObject({ type: 'zip' })
  })

  test('because its tag names no plan', async () => {
    region.lambda.get('orders').tags = { 'holdfast:plan': 'leam' }
    expect((await pointOf(WITHOUT_CODE)).point.content.code).toMatchObject({ type: 'zip' })
  })
})

test('A capture without plans leaves nothing out', async () => {
  expect(await region.capture('orders')).toMatchObject({ type: 'captured', gaps: [] })
  expect(blobs()).toHaveLength(1)
})
