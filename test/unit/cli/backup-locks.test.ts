import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { createFakeLocks } from '../../fakes/fake-locks.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { fakeZoneDoor } from './fake-zone.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const PLANS = `version: 1
default: locked
schedules: { quick: cron(0 3 ? * MON-SAT *), deep: cron(0 3 ? * SUN *) }
plans:
  locked: { immutability: { mode: governance, term: 30d } }
`

let store: ReturnType<typeof createMemoryStore>
beforeEach(() => {
  store = createMemoryStore(() => new Date('2026-11-21T12:00:00.000Z'))
})

function worldWith(more: Partial<World>): World {
  const world = fakeWorld(store)
  const locks = createFakeLocks(store, () => world.clock.now())
  return {
    ...world,
    openLocks: () => locks,
    aws: {
      ...world.aws,
      readCaller: async () => ({ account: '111122223333', principal: 'ann', region: 'eu-west-1' }),
      openZone: (region) => fakeZoneDoor({ functions: { orders: 'one' } }, region),
    },
    ...more,
  }
}

const here = { findPlanFile: () => Promise.resolve(PLANS) }
const locked = () =>
  [...store.objects].filter(([, { lock }]) => lock !== undefined).map(([key]) => key.split('/')[0])

describe('holdfast backup and plans that lock', () => {
  test('locks what the plan file of the current directory asks for, without being told', async () => {
    expect((await holdfast(worldWith(here), 'backup')).code).toBe(0)
    expect(locked()).toEqual(['blobs', 'points'])
  })

  test('goes by the file that is named', async () => {
    const readFile = async (path: string) => (path === 'other.yml' ? PLANS : '')
    await holdfast(worldWith({ readFile }), 'backup', '--plans', 'other.yml')
    expect(locked()).toEqual(['blobs', 'points'])
  })

  test('locks nothing where there are no plans', async () => {
    expect((await holdfast(worldWith({}), 'backup')).code).toBe(0)
    expect(locked()).toEqual([])
  })

  test('says of each point that the vault cannot lock it, and keeps it all the same', async () => {
    const { err, code } = await holdfast(worldWith({ ...here, openLocks: () => undefined }), 'backup')
    expect(code).toBe(0)
    expect(err).toContain(
      'orders eu-west-1: a recovery point is not locked though its plan asks for it: this vault has no locks (plan locked)',
    )
    expect((await holdfast(worldWith({}), 'list')).out).toContain('orders')
  })

  test('does nothing by a plan file that is not valid', async () => {
    const findPlanFile = () =>
      Promise.resolve(`${PLANS}  wrong: { immutability: { mode: compliance, term: 30d } }\n`)
    const { err, code } = await holdfast(worldWith({ findPlanFile }), 'backup')
    expect(code).toBe(2)
    expect(err).toContain('one vault has one mode')
    expect([...store.objects.keys()]).toEqual([])
  })
})
