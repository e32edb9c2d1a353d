import { beforeEach, describe, expect, test } from '@jest/globals'
import { ManifestInvalidError, PreconditionFailedError, ServiceFaultError } from '../../../shared/errors.ts'
import type { SweepRecord } from '../../../shared/model/retention.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { SETTLE } from '../../../shared/retention/delete-candidates.ts'
import { LookRecord, SweepMarks } from '../../../shared/model/retention.ts'
import type { SweepLimit } from '../../../shared/retention/sweep-ports.ts'
import { CALL_OVER_AFTER, sweep } from '../../../shared/retention/sweep.ts'
import { commitPoint } from '../../../shared/vault/commit.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { LOOK_KEY, SWEEP_KEY, lookPartKey, sweepMarksKey } from '../../../shared/vault/retention-layout.ts'
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
const run = async (over: Partial<MemoryStore> = {}, limit: SweepLimit = {}) =>
  await sweep({ store: { ...store, ...over }, clock, newId: () => `sweep-${(ids += 1)}` }, DAY, limit)

/** One manifest is read by each call, and 64 blobs are deleted. */
const step = async (turn = '') => await run({}, { until: clock.now(), turn, batch: 1 })

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

  test('of a run waits until the call before is over for certain, as far as its time reaches, and goes on', async () => {
    await run()
    clock.advance(DAY)
    const by = 'run-1'
    const fails = { remove: () => Promise.reject(new ServiceFaultError('try again')) }
    await expect(run(fails, { by })).rejects.toThrow(ServiceFaultError)
    expect(record()).toMatchObject({ state: 'deleting', by })
    expect(await run({}, { by: 'run-2' })).toMatchObject({ state: 'busy' })
    const soon = new Date(clock.now().getTime() + 1000)
    expect(await run({}, { by, until: soon })).toMatchObject({ state: 'unfinished', deleted: 0 })
    expect(await run({}, { by })).toMatchObject({ state: 'swept', deleted: 1 })
    expect(clock.sleeps).toEqual([SETTLE, 1000, CALL_OVER_AFTER - SETTLE - 1000, SETTLE])
  })

  test('whose own word reached the store without an answer does not take it for that of another', async () => {
    await run()
    clock.advance(DAY)
    const lost = {
      write: async (...args: Parameters<MemoryStore['write']>) => {
        await store.write(...args)
        throw new PreconditionFailedError('the client tried twice')
      },
    }
    expect(await run(lost, { by: 'run-1' })).toMatchObject({ state: 'unfinished' })
    expect(await run({}, { by: 'run-1' })).toMatchObject({ state: 'swept', deleted: 1 })
  })

  test('that fails to delete one blob leaves nothing at work behind it', async () => {
    await put('also left')
    clock.advance(2 * DAY)
    await run()
    clock.advance(DAY)
    let first = true
    const remove: MemoryStore['remove'] = async (key, version) => {
      if (first) {
        first = false
        throw new ServiceFaultError('try again')
      }
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
      await store.remove(key, version)
    }
    await expect(run({ remove })).rejects.toThrow(ServiceFaultError)
    expect(['left', 'also left'].filter(has)).toHaveLength(1)
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

describe('a sweep whose time is up', () => {
  const look = () => LookRecord.parse(JSON.parse(Buffer.from(store.objects.get(LOOK_KEY)!.bytes).toString()))

  /** Two points more, one of a blob of its own. */
  beforeEach(async () => {
    for (const text of ['second', 'third']) {
      await put(text)
      await capture(text)
      clock.advance(1000)
    }
    clock.advance(2 * DAY)
  })

  test('while it marks is gone on with behind the manifest that it came to, and marks the same', async () => {
    const states = [await step(), await step(), await step(), await step()].map(({ state }) => state)
    expect(states).toEqual(['unfinished', 'unfinished', 'unfinished', 'swept'])
    expect(record().state).toBe('marked')
    expect(look()).toMatchObject({ purpose: 'none', parts: [] })
    clock.advance(DAY)
    await run()
    expect(['left', 'named', 'second', 'third'].map(has)).toEqual([false, true, true, true])
  })

  test('leaves nothing behind when it never was up', async () => {
    await run()
    expect([...store.objects.keys()].filter((key) => key.startsWith('sweeps/look'))).toEqual([])
  })

  test('marks as of when it began, and deletes a grace period after it ended', async () => {
    const began = clock.now()
    await step()
    clock.advance(5 * DAY)
    const ended = clock.now()
    expect(await run()).toMatchObject({ state: 'swept', marked: 1 })
    expect(record()).toMatchObject({ markedAt: began.toISOString(), at: ended.toISOString() })
    clock.advance(DAY - 1)
    expect((await run()).state).toBe('waiting')
    clock.advance(1)
    expect(await run()).toMatchObject({ state: 'swept', deleted: 1 })
  })

  test('spares what was named between two calls, behind what was looked at', async () => {
    await step()
    const other = { ...HELLO, name: 'a-first-one' }
    const takenAt = clock.now().toISOString()
    const point = preparedPoint('a', { resource: other, code: blobRef('left'), takenAt })
    await commitPoint(vault, point, undefined)
    await run()
    clock.advance(DAY)
    expect(await run()).toMatchObject({ deleted: 0 })
    expect(has('left')).toBe(true)
  })

  test('begins anew when somebody wrote over a part of what it found', async () => {
    await step()
    const part = lookPartKey(1)
    store.objects.set(part, { ...store.objects.get(part)!, bytes: Buffer.alloc(32) })
    expect(await run()).toMatchObject({ state: 'busy' })
    expect(await run()).toMatchObject({ state: 'swept', marked: 1 })
  })

  test('leaves the look to another one that was faster', async () => {
    await step()
    const load: MemoryStore['load'] = async (key) => {
      if (key.startsWith('points/')) await step()
      return await store.load(key)
    }
    const slow = run({ load }, { until: clock.now(), batch: 1 })
    expect(await slow).toMatchObject({ state: 'busy' })
  })

  test('while it deletes goes on with its turn and waits once, and nobody else does', async () => {
    for (const text of Array.from({ length: 70 }, (_, index) => `left ${index}`)) await put(text)
    clock.advance(2 * DAY)
    await run()
    for (const text of ['fourth', 'left 3']) await capture(text)
    clock.advance(DAY)
    const first = await step()
    expect(first).toMatchObject({ state: 'unfinished', deleted: 0 })
    expect(record().state).toBe('deleting')
    expect(await step()).toMatchObject({ state: 'busy' })
    const freed: number[] = []
    let last = first
    for (let call = 0; call < 3; call += 1) {
      last = await step(last.turn)
      freed.push(last.deleted)
    }
    expect(freed).toEqual([0, 64, 6])
    expect(clock.sleeps).toEqual([SETTLE])
    expect(record().state).toBe('done')
    expect([has('left 3'), has('left 4')]).toEqual([true, false])
  })
})

describe('a sweep that marks more than one list holds', () => {
  const LEFT = ['left', 'left too', 'left as well']
  const lists = () => [record().sweepId, ...(record().next ?? [])]

  beforeEach(async () => {
    for (const text of LEFT.slice(1)) await put(text)
    clock.advance(2 * DAY)
    await run({}, { part: 1 })
  })

  test('marks all of it, says how much, and deletes list by list, each after a pause of its own', async () => {
    expect(new Set(lists()).size).toBe(3)
    expect(await run()).toMatchObject({ state: 'waiting', marked: 3, bytesMarked: 24 })
    clock.advance(DAY)
    expect(await run()).toMatchObject({ state: 'swept', deleted: 3, bytesFreed: 24, marked: 0 })
    expect([...LEFT, 'named'].map(has)).toEqual([false, false, false, true])
    expect(clock.sleeps).toEqual([SETTLE, SETTLE, SETTLE])
    expect(record()).toMatchObject({ state: 'done' })
    expect(lists()).toHaveLength(1)
  })

  test('goes on with the next list in the next call, also after it was killed', async () => {
    clock.advance(DAY)
    const { turn = '', ...first } = await step()
    expect(first).toMatchObject({ state: 'unfinished', deleted: 1 })
    expect([lists().length, record().state]).toEqual([2, 'deleting'])
    const killed = run({ remove: () => Promise.reject(new Error('killed')) }, { turn })
    await expect(killed).rejects.toThrow('killed')
    clock.advance(60 * 60_000)
    expect(await run()).toMatchObject({ state: 'swept', deleted: 2 })
    expect(LEFT.filter(has)).toEqual([])
  })

  test('spares what is named while an earlier list is deleted, and refuses who names what is being deleted', async () => {
    clock.advance(DAY)
    const [, second, third] = lists().map((id) => {
      const { bytes } = store.objects.get(sweepMarksKey(id))!
      const { candidates } = SweepMarks.parse(JSON.parse(Buffer.from(bytes).toString()))
      return LEFT.find((text) => blobRef(text).sha256 === candidates[0]?.sha256)!
    })
    await step()
    await expect(capture(second!)).rejects.toThrow(/is being swept/)
    await capture(third!)
    clock.advance(60 * 60_000)
    expect(await run()).toMatchObject({ state: 'swept', deleted: 1 })
    expect(LEFT.filter(has)).toEqual([third])
  })
})
