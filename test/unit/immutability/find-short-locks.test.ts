import { describe, expect, test } from '@jest/globals'
import { findShortLocks } from '../../../shared/immutability/find-short-locks.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import { PlanFile } from '../../../shared/plans/plan-file.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { blobRef } from '../../fakes/points.ts'
import type { LockedWorld } from './locked-world.ts'
import { DAY, PLANS, START, lockedDays, lockedWorld } from './locked-world.ts'

const CODE = blobKey(blobRef('code').sha256)

async function shortLocks(world: LockedWorld, plans = PLANS) {
  const { vault, locks, now } = world
  const found = await Array.fromAsync(findShortLocks({ vault, locks, plans, clock: { now } }))
  return found.map(({ kind, key, plan }) => `${plan}: ${kind} ${key}`)
}

/** Changes the lock of an object behind everybody's back. */
function setLock({ store }: LockedWorld, key: string, day: number | undefined): void {
  const { lock, ...held } = store.objects.get(key)!
  const changed = day === undefined ? {} : { lock: { mode: lock!.mode, until: new Date(START + day * DAY) } }
  store.objects.set(key, { ...held, ...changed })
}

describe('Short locks', () => {
  test('are none where captures locked what the plans ask for', async () => {
    const world = lockedWorld()
    await world.capture({ plan: 'month', code: 'code' })
    await world.capture({ plan: 'open', name: 'other', code: 'code' })
    await world.capture({ plan: 'year', name: 'third' })
    world.at(3)
    await world.bury('third')
    expect(await shortLocks(world)).toEqual([])
  })

  test('name a manifest and a blob without lock, or with one that ends too early', async () => {
    const world = lockedWorld()
    const one = await world.capture({ plan: 'month', code: 'code' })
    const two = await world.capture({ plan: 'month', name: 'two' })
    setLock(world, CODE, undefined)
    setLock(world, two, 29)
    expect(await shortLocks(world)).toEqual([`month: missing ${CODE}`, `month: short ${two}`])
    setLock(world, one, undefined)
    expect(await shortLocks(world)).toContain(`month: missing ${one}`)
  })

  test('are looked for only as long as there is time, after each 32 resources', async () => {
    const world = lockedWorld()
    for (let index = 10; index < 50; index += 1) {
      setLock(world, await world.capture({ plan: 'month', name: `f${index}` }), undefined)
    }
    const { vault, locks, now } = world
    const lasts: string[] = []
    const goesOn = ({ name }: ResourceRef) => {
      lasts.push(name)
      return false
    }
    const ports = { vault, locks, plans: PLANS, clock: { now } }
    expect(await Array.fromAsync(findShortLocks(ports, {}, goesOn))).toHaveLength(32)
    expect(lasts).toEqual(['f41'])
  })

  test('look at older points until their term is over', async () => {
    const world = lockedWorld()
    const old = await world.capture({ plan: 'month', code: 'code' })
    world.at(20)
    await world.capture({ plan: 'month', description: 'changed' })
    setLock(world, old, 10)
    expect(await shortLocks(world)).toEqual([`month: short ${old}`])
    world.at(31)
    expect(await shortLocks(world)).toEqual([])
  })

  test('tell the newest point of what lives, however old, when its lock has run out', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'month' })
    world.at(300)
    expect(await shortLocks(world)).toEqual([`month: short ${key}`])
  })

  test('are all there should be where the store has no locks', async () => {
    const world = lockedWorld(({ store }) => ({ store, locks: undefined }))
    const key = await world.capture({ plan: 'month', code: 'code' })
    const found = findShortLocks({ ...world, locks: undefined, plans: PLANS, clock: { now: world.now } })
    expect((await Array.fromAsync(found)).map((one) => one.key)).toEqual([key, CODE])
  })

  test('tell a lock that may be bypassed where the plan asks for one that may not', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'month' })
    const month = { immutability: { mode: 'compliance', term: '30d' } }
    const plans = PlanFile.parse({ ...PLANS, plans: { ...PLANS.plans, month, year: month } })
    expect(await shortLocks(world, plans)).toEqual([`month: weaker ${key}`])
  })

  test('tell a point whose plan is not certain, until it is locked as long as any plan asks', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: undefined, code: 'code' })
    expect(await shortLocks(world)).toEqual([`year: uncertain ${key}`])
    world.at(1)
    const known = await world.capture({ plan: 'month', code: 'code' })
    world.at(2)
    const again = await world.capture({ plan: undefined, code: 'code', description: 'changed' })
    expect([lockedDays(world, known), lockedDays(world, again)]).toEqual([31, 32])
    expect(await shortLocks(world)).toEqual([`year: uncertain ${key}`])
    for (const one of [key, CODE])
      await world.locks.extend(one, { mode: 'governance', until: new Date(START + 400 * DAY) })
    expect(await shortLocks(world)).toEqual([])
  })

  test('are none of a point that expires while they are looked for', async () => {
    const world = lockedWorld()
    const gone = await world.capture({ plan: 'month' })
    const other = await world.capture({ plan: 'month', name: 'other' })
    setLock(world, other, undefined)
    const latest: LockedWorld['vault']['latest'] = async (resource) => {
      world.store.objects.delete(gone)
      return await world.vault.latest(resource)
    }
    const vault = { ...world.vault, latest }
    expect(await shortLocks({ ...world, vault })).toEqual([`month: missing ${other}`])
  })

  test('ask for a blob once, however many points name it', async () => {
    const world = lockedWorld()
    for (const name of ['one', 'two', 'three']) await world.capture({ plan: 'month', code: 'code', name })
    world.locks.calls.length = 0
    await shortLocks(world)
    expect(world.locks.calls.filter((call) => call === `lockOf ${CODE}`)).toHaveLength(1)
  })
})
