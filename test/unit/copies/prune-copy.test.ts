import { beforeEach, describe, expect, test } from '@jest/globals'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { pruneCopy } from '../../../shared/copies/prune-copy.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { expireManifests } from '../../../shared/retention/expire.ts'
import { holdPoint } from '../../../shared/retention/holds.ts'
import { isLocked } from '../../../shared/retention/spare-locked.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { createFakeLocks } from '../../fakes/fake-locks.ts'
import { fillVault } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO } from '../../fakes/points.ts'

const clock = fakeClock('2026-02-01T00:00:00.000Z')

let from: MemoryStore
let to: MemoryStore
let vault: Vault

beforeEach(async () => {
  from = { ...createMemoryStore(), url: 'memory:first' }
  to = { ...createMemoryStore(), url: 'memory:second' }
  vault = await fillVault(from)
  await copyVault({ from, to, clock })
})

/** Points of `orders` in the vault, the oldest first. */
async function points(): Promise<readonly string[]> {
  return (await Array.fromAsync(vault.listManifests({ ...HELLO, name: 'orders' }))).map(({ key }) => key)
}

/** Asked with the locks that the copy has. */
function prune() {
  const locks = createFakeLocks(to, () => clock.now())
  return pruneCopy({ from, to, isLocked: (key) => isLocked(locks, key, clock.now()) })
}

async function expire(manifest: string): Promise<void> {
  await expireManifests(from, [{ manifest, reason: 'no rule keeps it' }], clock.now())
  await copyVault({ from, to, clock })
}

describe('pruning a copy', () => {
  test('removes what a record of the vault says was expired, which can still be taken back', async () => {
    const [older = ''] = await points()
    await expire(older)
    expect(to.objects.has(older)).toBe(true)
    expect((await prune()).removed).toBe(1)
    expect(to.objects.has(older)).toBe(false)
    expect([...to.objects.keys()].some((key) => key.startsWith('expired/20260201T000000Z/1'))).toBe(true)
  })

  test('leaves what the vault merely lacks', async () => {
    for (const key of await points()) from.objects.delete(key)
    expect((await prune()).removed).toBe(0)
  })

  test('leaves what is held in the copy', async () => {
    const [older = ''] = await points()
    await holdPoint({ store: to, clock }, { manifest: older, by: 'ada', reason: 'audit' })
    await expire(older)
    expect((await prune()).removed).toBe(0)
    expect(to.objects.has(older)).toBe(true)
  })

  test('leaves the newest point of a resource, whatever a record says', async () => {
    const newest = (await points()).at(-1) ?? ''
    await expire(newest)
    expect((await prune()).removed).toBe(0)
    expect(to.objects.has(newest)).toBe(true)
  })

  test('hides nothing that is locked in the copy, and takes it when its lock is over', async () => {
    const [older = ''] = await points()
    await expire(older)
    const until = (time: string) => ({ mode: 'compliance', until: new Date(time) }) as const
    const held = to.objects.get(older)!
    to.objects.set(older, { ...held, lock: until('2026-02-02T00:00:00.000Z') })
    expect(await prune()).toEqual({ removed: 0, locked: 1 })
    expect(to.objects.has(older)).toBe(true)
    to.objects.set(older, { ...held, lock: until('2026-01-31T00:00:00.000Z') })
    expect(await prune()).toEqual({ removed: 1, locked: 0 })
  })
})
