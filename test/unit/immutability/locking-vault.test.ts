import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { PreconditionFailedError, ServiceFaultError } from '../../../shared/errors.ts'
import type { Manifest, Pointer } from '../../../shared/model/manifest.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { HELLO, blobRef } from '../../fakes/points.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import type { Captured, LockedWorld } from './locked-world.ts'
import { DAY, START, lockedDays, lockedWorld } from './locked-world.ts'

const CODE = blobKey(blobRef('code').sha256)
const json = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as unknown

/** What a pointer names and is not locked to its term, and blobs whose lock ends before that of a point that names them. */
function breaches(store: MemoryStore, terms: Readonly<Record<string, number>> = { month: 30 }): string[] {
  const found: string[] = []
  const until = (key: string) => store.objects.get(key)?.lock?.until.getTime() ?? 0
  const pointed = [...store.objects]
    .filter(([key]) => key.startsWith('latest/'))
    .map(([, { bytes }]) => (json(bytes) as Pointer).manifest)
  for (const [key, { bytes }] of store.objects) {
    if (!key.startsWith('points/')) continue
    const manifest = json(bytes) as Manifest
    const blobs = manifest.type === 'point' ? manifest.blobs.map(({ sha256 }) => blobKey(sha256)) : []
    found.push(
      ...blobs.filter((blob) => until(blob) < until(key)).map((blob) => `${blob} ends before ${key}`),
    )
    if (!pointed.includes(key) || manifest.type !== 'point') continue
    const tags = 'tags' in manifest.content ? manifest.content.tags : undefined
    const term = terms[tags?.['holdfast:plan'] ?? ''] ?? 0
    if (term > 0 && until(key) < Date.parse(manifest.takenAt) + term * DAY) found.push(`${key} is short`)
  }
  return found
}

describe('A vault that locks', () => {
  test('locks a point and what it names to the term of its plan', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'month', code: 'code' })
    expect([lockedDays(world, key), lockedDays(world, CODE)]).toEqual([30, 30])
    expect(world.store.objects.get(key)?.lock?.mode).toBe('governance')
  })

  test('leaves points of other plans unlocked, and asks nothing for them', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'open', code: 'code' })
    expect([lockedDays(world, key), lockedDays(world, CODE)]).toEqual([undefined, undefined])
    expect(world.locks.calls).toEqual([])
  })

  test('locks an old blob longer when a new point names it', async () => {
    const world = lockedWorld()
    await world.capture({ plan: 'month', code: 'code' })
    world.at(10)
    await world.capture({ plan: 'month', code: 'code', description: 'changed' })
    expect(lockedDays(world, CODE)).toBe(40)
  })

  test('never makes a lock shorter: a blob keeps the longest that any point asked for', async () => {
    const world = lockedWorld()
    await world.capture({ plan: 'year', code: 'code' })
    const key = await world.capture({ plan: 'month', code: 'code', name: 'other' })
    expect([lockedDays(world, key), lockedDays(world, CODE)]).toEqual([30, 365])
  })

  test('locks the record of a deletion by the plan of the last point', async () => {
    const world = lockedWorld()
    await world.capture({ plan: 'month' })
    world.at(5)
    expect(lockedDays(world, await world.bury())).toBe(35)
  })

  test('goes by the last point that tells when tags could not be read', async () => {
    const world = lockedWorld()
    await world.capture({ plan: 'month' })
    world.at(5)
    expect(lockedDays(world, await world.capture({ plan: undefined }))).toBe(35)
    world.at(6)
    expect(lockedDays(world, await world.bury())).toBe(36)
  })

  test('keeps the mode of a lock that holds: nobody may change it', async () => {
    const world = lockedWorld()
    await world.capture({ plan: 'month', code: 'code' })
    const held = world.store.objects.get(CODE)!
    world.store.objects.set(CODE, { ...held, lock: { ...held.lock!, mode: 'compliance' } })
    world.at(10)
    await world.capture({ plan: 'month', code: 'code', name: 'other' })
    expect(world.store.objects.get(CODE)?.lock).toEqual({
      mode: 'compliance',
      until: new Date(START + 40 * DAY),
    })
  })

  test('leaves alone what another writer locked for longer since it was asked for', async () => {
    const world = lockedWorld(({ store, locks }) => ({
      store,
      locks: {
        ...locks,
        lockOf: async (key) => {
          const found = await locks.lockOf(key)
          if (key === CODE) {
            await locks.extend(key, { mode: 'governance', until: new Date(START + 90 * DAY) })
          }
          return found
        },
      },
    }))
    const key = await world.capture({ plan: 'month', code: 'code' })
    expect([lockedDays(world, key), lockedDays(world, CODE)]).toEqual([30, 90])
  })

  test('warns of each point that a store without locks leaves unlocked, and writes it', async () => {
    const world = lockedWorld(({ store }) => ({ store, locks: undefined }))
    const key = await world.capture({ plan: 'month', code: 'code' })
    await world.capture({ plan: 'open', code: 'code', name: 'other' })
    expect(world.store.objects.has(key)).toBe(true)
    expect(world.warnings).toEqual([expect.stringMatching(/is not locked though its plan asks for it/)])
  })

  test('refuses a point whose blob was swept before it was locked, so that it is captured again', async () => {
    const world = lockedWorld(({ store, locks }) => ({
      store,
      locks: {
        ...locks,
        lockOf: async (key) => {
          store.objects.delete(CODE)
          return await locks.lockOf(key)
        },
      },
    }))
    await expect(world.capture({ plan: 'month', code: 'code' })).rejects.toThrow(PreconditionFailedError)
    expect(await world.vault.latest(HELLO)).toBeUndefined()
  })

  test('locks what another writer put anew between the lock and the manifest', async () => {
    const world = lockedWorld()
    const put = world.store.write.bind(world.store)
    world.store.write = async (key, body, options) => {
      const held = world.store.objects.get(CODE)
      // A sweep took the locked version away, and another capture put the same bytes again.
      if (key.startsWith('points/') && held?.lock) {
        world.store.objects.set(CODE, { bytes: held.bytes, version: 'anew', modifiedAt: held.modifiedAt })
      }
      return await put(key, body, options)
    }
    await world.capture({ plan: 'month', code: 'code' })
    expect(lockedDays(world, CODE)).toBe(30)
  })
})

describe('The lock of the newest point of what lives', () => {
  test('is renewed when less than half of its term is left, blobs first', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'month', code: 'code' })
    world.at(14)
    await world.capture({ plan: 'month', code: 'code' })
    expect(lockedDays(world, key)).toBe(30)
    world.at(16)
    world.locks.calls.length = 0
    await world.capture({ plan: 'month', code: 'code' })
    expect([lockedDays(world, key), lockedDays(world, CODE)]).toEqual([46, 46])
    expect(world.locks.calls.filter((call) => call.startsWith('extend'))).toEqual([
      `extend ${CODE}`,
      `extend ${key}`,
    ])
  })

  test('costs one question while more than half is left', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'month', code: 'code' })
    world.locks.calls.length = 0
    await world.capture({ plan: 'month', code: 'code' })
    expect(world.locks.calls).toEqual([`lockOf ${key}`])
  })

  test('is put on when it is missing: the plan may have been written after the point', async () => {
    const world = lockedWorld()
    const key = await world.capture({ plan: 'month', code: 'code' })
    for (const one of [key, CODE]) {
      const { lock: _, ...held } = world.store.objects.get(one)!
      world.store.objects.set(one, held)
    }
    world.at(2)
    await world.capture({ plan: 'month', code: 'code' })
    expect([lockedDays(world, key), lockedDays(world, CODE)]).toEqual([32, 32])
  })
})

/** A world whose process is killed before its n-th write: nothing more is written, nothing is cleaned up. */
function mortalWorld(budget: number): LockedWorld {
  let left = budget
  const spend = () => {
    left -= 1
    if (left < 0) throw new ServiceFaultError('killed')
  }
  return lockedWorld(({ store, locks }) => ({
    store: {
      ...store,
      write: async (key, body, options) => {
        spend()
        return await store.write(key, body, options)
      },
    },
    locks: {
      ...locks,
      extend: async (key, lock) => {
        spend()
        await locks.extend(key, lock)
      },
    },
  }))
}

describe('A capture that is killed', () => {
  test('leaves nothing unlocked that a pointer names, whichever write was its last', async () => {
    const story = async (world: LockedWorld) => {
      await world.capture({ plan: 'month', code: 'code' })
      world.at(3)
      await world.capture({ plan: 'month', code: 'code', description: 'second' })
      world.at(20)
      await world.capture({ plan: 'month', code: 'code', description: 'second' })
      world.at(21)
      await world.bury()
    }
    let finished = 0
    for (let budget = 0; finished === 0; budget += 1) {
      const world = mortalWorld(budget)
      try {
        await story(world)
        finished = budget
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceFaultError)
      }
      expect(breaches(world.store)).toEqual([])
    }
    expect(finished).toBeGreaterThan(10)
  })
})

test('the lock of a blob never ends before that of a point that names it, whatever is captured when', async () => {
  const captured = fc.record({
    plan: fc.constantFrom('month', 'year', 'open'),
    code: fc.constantFrom('code', 'other code'),
    name: fc.constantFrom('one', 'two', 'three'),
    description: fc.constantFrom('', 'changed'),
  })
  const step = fc.record({ captured, day: fc.integer({ min: 0, max: 500 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const world = lockedWorld()
      for (const { captured: one, day } of steps.toSorted((a, b) => a.day - b.day)) {
        world.at(day)
        await world.capture(one satisfies Captured)
        expect(breaches(world.store, { month: 30, year: 365 })).toEqual([])
      }
    }),
    { numRuns: 60 },
  )
})
