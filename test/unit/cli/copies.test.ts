import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { plannedFilter } from '../../../shared/copy-execution/planned-filter.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { PlanFile } from '../../../shared/plans/plan-file.ts'
import type { RetentionStore } from '../../../shared/ports/object-store.ts'
import { commitPoint } from '../../../shared/vault/commit.ts'
import { POINTS_PREFIX, blobKey } from '../../../shared/vault/layout.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { put, vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint } from '../../fakes/points.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const PLACE = { region: 'eu-central-1', account: '123456789012' }
const PLANS = {
  version: 1,
  default: 'plain',
  schedules: { quick: 'rate(6 hours)', deep: 'rate(7 days)' },
  plans: {
    copied: { select: [{ names: ['orders'] }], copies: [{ region: 'eu-central-1' }] },
    plain: {},
  },
}

let vault: MemoryStore
let copy: MemoryStore

beforeEach(async () => {
  vault = createMemoryStore(() => new Date('2026-11-01T00:00:00Z'))
  copy = { ...createMemoryStore(() => new Date('2026-11-01T00:00:00Z')), url: 's3://copy' }
  await capture('orders', 1)
  await capture('scratch', 1)
})

/** A function whose tags could be read, so that its plan is certain. */
async function capture(name: string, minute: number): Promise<void> {
  const resource = { ...HELLO, name }
  const text = `${name} ${minute}`
  const code = blobRef(text)
  const opened = vaultOver(vault)
  await opened.putBlob(code, opening(text))
  const takenAt = `2026-01-01T10:0${minute}:00.000Z`
  const point = preparedPoint(text, { resource, takenAt, code, tags: {} })
  await commitPoint(opened, point, await opened.latest(resource))
}

/** The copy as copy-points makes it. */
async function copyByPlan(): Promise<void> {
  const plans = PlanFile.parse(PLANS)
  const filter = plannedFilter({ vault: vaultOver(vault), plans, place: PLACE })
  await copyVault({ from: vault, to: copy, clock: fakeClock('2026-11-02T00:00:00.000Z') }, { filter })
}

function world(more: Partial<World> = {}, to: RetentionStore = copy): World {
  const open = (url: string) => (url === copy.url ? to : vault)
  return { ...fakeWorld(vault), openStore: open, openRetentionStore: open, ...more }
}

const here = { findPlanFile: async () => JSON.stringify(PLANS) }
const verify = (more: Partial<World>, ...argv: readonly string[]) =>
  holdfast(world(more), 'verify', '--copy', copy.url, ...argv)

describe('holdfast verify --copy of a copy that plans make', () => {
  test('asks for what plans ask for, and for nothing else', async () => {
    await copyByPlan()
    const { code, out } = await verify(here)
    expect(code).toBe(0)
    expect(out).toContain('s3://copy has what it should have of memory: that plans ask for.')
    await capture('orders', 2)
    const { code: behind, json } = await verify(here, '--json')
    expect(behind).toBe(3)
    expect(json()).toMatchObject({ comparison: { isByPlan: true, counts: { 'point-missing': 1 } } })
  })

  test('goes by the file that is named, and asks for one where there is none', async () => {
    await copyByPlan()
    const readFile = async () => JSON.stringify({ ...PLANS, plans: { plain: {} } })
    expect((await verify({ ...here, readFile }, '--plans', 'other.yml')).code).toBe(0)
    const { code, err } = await verify({})
    expect(code).toBe(2)
    expect(err).toContain('Name the plan file of the deployment with --plans.')
  })

  test('goes by plans that are named also before such a copy was complete', async () => {
    const readFile = async () => JSON.stringify(PLANS)
    await put(copy, 'vault.json', Buffer.from(vault.objects.get('vault.json')!.bytes).toString())
    const regionOf = async () => PLACE.region
    const { json } = await verify({ readFile, regionOf }, '--plans', 'holdfast.yml', '--json')
    expect(json()).toMatchObject({ comparison: { isByPlan: true, counts: { 'point-missing': 1 } } })
  })

  test('asks for all again once all was copied', async () => {
    await copyByPlan()
    await copyVault({ from: vault, to: copy, clock: fakeClock('2026-11-03T00:00:00.000Z') })
    await capture('scratch', 2)
    expect((await verify(here)).code).toBe(3)
  })
})

test('holdfast mirror ends with 6 when bytes are damaged, however much else could not be copied', async () => {
  for (let index = 0; index <= 1000; index += 1)
    await put(vault, blobKey(blobRef(`${index}`).sha256), `${index}`)
  const point = [...vault.objects.keys()].find((key) => key.startsWith(POINTS_PREFIX))!
  const held = vault.objects.get(point)!
  vault.objects.set(point, { ...held, bytes: Buffer.from('{') })
  const refusing: RetentionStore = {
    ...copy,
    write: async (key, body, options) => {
      if (key.startsWith('blobs/')) throw new AccessDeniedError('not allowed')
      return await copy.write(key, body, options)
    },
  }
  const { code, json } = await holdfast(world({}, refusing), 'mirror', copy.url, '--json')
  expect(json()).toMatchObject({ errors: { AccessDeniedError: expect.any(Number), ManifestInvalidError: 2 } })
  expect((json()['failures'] as { error: string }[]).map(({ error }) => error)).not.toContain(
    'ManifestInvalidError',
  )
  expect(code).toBe(6)
})
