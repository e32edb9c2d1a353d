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
async function look({ vault, store, locks, now }: LockedWorld, milliseconds = 0) {
  const ports = { vault, store, locks, plans: PLANS, clock: { now, sleep: async () => {} }, log: fakeLog() }
  const seen = await readLocks(ports, { until: new Date(now().getTime() + milliseconds) })
  if (seen.type !== 'seen') throw new Error(seen.reason)
  const names = seen.value.short.map(({ key }) => /function\/(\w+)\//.exec(key)?.[1])
  return { ...seen.value, names }
}

describe('a look at locks that has no time for all', () => {
  test('goes on where the last one stopped, and then at the beginning: several see all', async () => {
    const world = await unlocked()
    const first = await look(world)
    expect([first.names.length, first.beganAfter, first.stoppedAt]).toEqual([32, undefined, pathOf(31)])
    const second = await look(world)
    expect([second.names.length, second.beganAfter, second.stoppedAt]).toEqual([32, pathOf(31), pathOf(63)])
    const third = await look(world)
    expect([third.names[0], third.beganAfter, third.stoppedAt]).toEqual([nameOf(64), pathOf(63), pathOf(15)])
    expect(new Set([...first.names, ...second.names, ...third.names]).size).toBe(COUNT)
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

test('a look that has time for all writes nothing', async () => {
  const world = await unlocked()
  await look(world, 3_600_000)
  expect([...world.store.objects.keys()].filter((key) => key.startsWith('audits/'))).toEqual([])
})
