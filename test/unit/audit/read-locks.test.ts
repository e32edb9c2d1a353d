import { describe, expect, test } from '@jest/globals'
import { readLocks } from '../../../shared/audit/facts/read-locks.ts'
import { LOCKS_KEY } from '../../../shared/vault/audit-layout.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import type { LockedWorld } from '../immutability/locked-world.ts'
import { PLANS, lockedWorld } from '../immutability/locked-world.ts'

/** More than a look takes at a time. */
const COUNT = 80

const nameOf = (index: number) => `f${String(index).padStart(3, '0')}`
const pathOf = (index: number) => `123456789012/eu-west-1/function/${nameOf(index)}`

/** A vault whose points have all lost their locks. */
async function unlocked(): Promise<LockedWorld> {
  const world = lockedWorld()
  for (let index = 0; index < COUNT; index += 1) {
    const key = await world.capture({ plan: 'month', name: nameOf(index) })
    const { lock: _, ...held } = world.store.objects.get(key)!
    world.store.objects.set(key, held)
  }
  return world
}

/** One look: with no time but for the first resources, or with an hour. */
async function look({ vault, store, locks, now }: LockedWorld, milliseconds = 0, plans = PLANS) {
  const ports = { vault, store, locks, plans, clock: { now, sleep: async () => {} }, log: fakeLog() }
  const seen = await readLocks(ports, { until: new Date(now().getTime() + milliseconds) })
  if (seen.type !== 'seen') throw new Error(seen.reason)
  const names = seen.value.short.map(({ key }) => /function\/(\w+)\//.exec(key)?.[1])
  return { ...seen.value, names }
}

/** Locks what a look finds wanting. */
function mend({ store }: LockedWorld, ...indices: readonly number[]): void {
  const until = new Date('2027-01-01T00:00:00.000Z')
  for (const [key, held] of store.objects)
    if (indices.some((index) => key.startsWith(`points/${pathOf(index)}/`)))
      store.objects.set(key, { ...held, lock: { mode: 'governance', until } })
}

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => nameOf(from + index))

describe('a look at locks that has no time for all', () => {
  test('goes on where the last one stopped, and then at the beginning: several see all', async () => {
    const world = await unlocked()
    const first = await look(world)
    expect([first.names, first.beganAfter, first.stoppedAt]).toEqual([numbers(32), undefined, pathOf(31)])
    const second = await look(world)
    expect([second.names.length, second.beganAfter, second.stoppedAt]).toEqual([64, pathOf(31), pathOf(63)])
    const third = await look(world)
    expect([third.beganAfter, third.stoppedAt]).toEqual([pathOf(63), pathOf(15)])
    expect([third.count, new Set(third.names)]).toEqual([COUNT, new Set(numbers(COUNT))])
  })

  test('knows of all once the last resource was reached, and from then on by rounds', async () => {
    const world = await unlocked()
    const whole = []
    for (let day = 0; day < 4; day += 1) whole.push((await look(world)).wholeAt)
    expect(whole).toEqual([undefined, undefined, world.now().toISOString(), world.now().toISOString()])
  })

  test('keeps what was found elsewhere until that is looked at again, and then believes what it sees', async () => {
    const world = await unlocked()
    for (let day = 0; day < 3; day += 1) await look(world)
    mend(world, 17, 70)
    // From f016 to f047.
    const next = await look(world)
    expect([next.beganAfter, next.stoppedAt, next.count]).toEqual([pathOf(15), pathOf(47), COUNT - 1])
    expect(next.names).not.toContain(nameOf(17))
    expect(next.names).toContain(nameOf(70))
    await look(world)
    expect((await look(world)).count).toBe(COUNT - 2)
    mend(world, ...Array.from({ length: COUNT }, (_, index) => index))
    for (let day = 0; day < 3; day += 1) await look(world)
    expect(await look(world)).toMatchObject({ count: 0, short: [], wholeAt: world.now().toISOString() })
  })

  test('begins anew when plans were changed: what was seen by others says nothing', async () => {
    const world = await unlocked()
    for (let day = 0; day < 3; day += 1) await look(world)
    const plans = {
      ...PLANS,
      plans: { ...PLANS.plans, open: { immutability: PLANS.plans['year']!.immutability! } },
    }
    expect(await look(world, 0, plans)).toMatchObject({
      wholeAt: undefined,
      beganAfter: undefined,
      count: 32,
    })
  })

  test('begins anew in a copy of the vault, whose objects have locks of their own', async () => {
    const world = await unlocked()
    for (let day = 0; day < 3; day += 1) await look(world)
    const copy = { ...world, store: { ...world.store, url: 's3://copy' } }
    expect(await look(copy)).toMatchObject({ wholeAt: undefined, beganAfter: undefined, count: 32 })
  })

  test('begins at the beginning again once there was time for all', async () => {
    const world = await unlocked()
    await look(world)
    const whole = await look(world, 3_600_000)
    expect([new Set(whole.names).size, whole.stoppedAt]).toEqual([COUNT, undefined])
    expect((await look(world)).beganAfter).toBeUndefined()
  })

  test('begins at the beginning where the record of the last one cannot be read, and writes it anew', async () => {
    const world = await unlocked()
    await look(world)
    const kept = world.store.objects.get(LOCKS_KEY)!
    world.store.objects.set(LOCKS_KEY, { ...kept, bytes: Buffer.from('{') })
    expect((await look(world)).beganAfter).toBeUndefined()
    expect((await look(world)).beganAfter).toBe(pathOf(31))
  })
})
