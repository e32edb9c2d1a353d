import { beforeEach, describe, expect, test } from '@jest/globals'
import { ManifestInvalidError } from '../../../shared/errors.ts'
import type { SweepRecord } from '../../../shared/model/retention.ts'
import type { Vault } from '../../../shared/ports.ts'
import { SETTLE } from '../../../shared/retention/delete-candidates.ts'
import { sweep } from '../../../shared/retention/sweep.ts'
import { commitPoint } from '../../../shared/vault/commit.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { SWEEP_KEY } from '../../../shared/vault/retention-layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import type { FakeClock } from '../../fakes/fake-clock.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint } from '../../fakes/points.ts'

const DAY = 24 * 60 * 60_000

let clock: FakeClock
let store: MemoryStore
let vault: Vault

/** A vault with a point of the blob `named`, and the blob `left` that nothing names, two days old. */
beforeEach(async () => {
  clock = fakeClock()
  store = createMemoryStore(() => clock.now())
  vault = createVault({ store, clock, newId: () => 'vault' })
  await put('named')
  await capture('named')
  await put('left')
  clock.advance(2 * DAY)
})

const put = async (text: string) => await vault.putBlob(blobRef(text), opening(text))
const has = (text: string) => store.objects.has(blobKey(blobRef(text).sha256))
const record = () => JSON.parse(Buffer.from(store.objects.get(SWEEP_KEY)!.bytes).toString()) as SweepRecord

async function capture(text: string): Promise<void> {
  const takenAt = clock.now().toISOString()
  const point = preparedPoint(text, { code: blobRef(text), takenAt })
  await commitPoint(vault, point, await vault.latest(HELLO))
}

let ids = 0
const run = async (over: Partial<MemoryStore> = {}) =>
  await sweep({ store: { ...store, ...over }, clock, newId: () => `sweep-${(ids += 1)}` }, DAY)

describe('a sweep', () => {
  test('marks what nothing names, and deletes it when it is still unnamed a grace period later', async () => {
    expect(await run()).toMatchObject({ state: 'swept', deleted: 0, marked: 1, bytesMarked: 4 })
    clock.advance(DAY - 1)
    expect(await run()).toMatchObject({ state: 'waiting', deleted: 0, marked: 1 })
    clock.advance(1)
    expect(await run()).toMatchObject({ state: 'swept', deleted: 1, bytesFreed: 4, marked: 0 })
    expect([has('left'), has('named')]).toEqual([false, true])
    expect(record()).toMatchObject({ state: 'done', lastDeletedAt: clock.now().toISOString() })
  })

  test('waits, once it has said that it deletes, for writers that have looked already', async () => {
    await run()
    clock.advance(DAY)
    await run()
    expect(clock.sleeps).toEqual([SETTLE])
  })

  test('marks nothing that was put within the grace period', async () => {
    await put('young')
    await run()
    clock.advance(DAY)
    await run()
    expect([has('left'), has('young')]).toEqual([false, true])
  })

  test('spares what was named since it was marked', async () => {
    await run()
    await capture('left')
    clock.advance(DAY)
    expect(await run()).toMatchObject({ deleted: 0 })
    expect(has('left')).toBe(true)
  })

  test('spares what was put again since it was marked, even as the same version', async () => {
    await run()
    const key = blobKey(blobRef('left').sha256)
    store.objects.set(key, { ...store.objects.get(key)!, modifiedAt: clock.now() })
    clock.advance(DAY)
    expect(await run()).toMatchObject({ deleted: 0 })
  })

  test('deletes nothing while a manifest cannot be read, for nobody knows what that names', async () => {
    const [key = ''] = [...store.objects.keys()].filter((one) => one.startsWith('points/'))
    store.objects.set(key, { ...store.objects.get(key)!, bytes: Buffer.from('{') })
    await expect(run()).rejects.toThrow(ManifestInvalidError)
    expect(has('left')).toBe(true)
  })

  test('leaves a sweep alone that is deleting, and goes on with one that died an hour ago', async () => {
    await run()
    clock.advance(DAY)
    const died = run({ remove: () => Promise.reject(new Error('killed')) })
    await expect(died).rejects.toThrow('killed')
    expect(record().state).toBe('deleting')
    expect(await run()).toMatchObject({ state: 'busy', deleted: 0 })
    clock.advance(60 * 60_000)
    expect(await run()).toMatchObject({ state: 'swept', deleted: 1 })
  })

  test('stops when another one took over', async () => {
    await run()
    clock.advance(DAY)
    const taken = run({
      list: (prefix) => {
        const held = store.objects.get(SWEEP_KEY)!
        store.objects.set(SWEEP_KEY, { ...held, version: 'of another' })
        return store.list(prefix)
      },
    })
    expect(await taken).toMatchObject({ state: 'busy', deleted: 0 })
    expect(has('left')).toBe(true)
  })

  test('lets a capture that was refused put the bytes again, and come through', async () => {
    await run()
    clock.advance(DAY)
    const begun = clock.now().toISOString()
    await put('left')
    await run()
    const point = preparedPoint('late', { code: blobRef('left'), takenAt: begun })
    await expect(commitPoint(vault, point, await vault.latest(HELLO))).rejects.toThrow(/was swept/)
    expect(await put('left')).toBe('stored')
    await commitPoint(vault, point, await vault.latest(HELLO))
    expect(has('left')).toBe(true)
  })
})
