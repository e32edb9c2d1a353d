import { beforeEach, describe, expect, test } from '@jest/globals'
import { compareCopy } from '../../../shared/copies/compare-copy.ts'
import type { CopyResult } from '../../../shared/copies/copy-report.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { SweepMarks, SweepRecord } from '../../../shared/model/retention.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { POINTS_PREFIX, blobKey } from '../../../shared/vault/layout.ts'
import { SWEEP_KEY, sweepMarksKey } from '../../../shared/vault/retention-layout.ts'
import { verify } from '../../../shared/vault/verify.ts'
import type { FakeClock } from '../../fakes/fake-clock.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fillVault, put } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { blobRef } from '../../fakes/points.ts'

const HOUR = 3_600_000
const FILTER = { name: 'plan orders', selects: ({ name }: { readonly name: string }) => name === 'orders' }
const BLOB = blobKey(blobRef('orders 2').sha256)

let clock: FakeClock
let from: MemoryStore
let to: MemoryStore

beforeEach(async () => {
  clock = fakeClock('2026-01-05T00:00:00.000Z')
  from = { ...createMemoryStore(() => clock.now()), url: 'memory:first' }
  to = { ...createMemoryStore(() => clock.now()), url: 'memory:second' }
  await fillVault(from)
})

/** The hourly round. */
async function round(copy: ObjectStore = to): Promise<CopyResult> {
  clock.advance(HOUR)
  return await copyVault({ from, to: copy, clock }, { filter: FILTER })
}

/** The copy long after it was made: nothing in it is new any more. */
async function oldCopy(): Promise<void> {
  await round()
  clock.advance(2 * HOUR)
  await round()
}

const points = (store: MemoryStore) =>
  [...store.objects.keys()].filter((key) => key.startsWith(POINTS_PREFIX))

describe('a copy of what plans ask for', () => {
  test('gets a blob back that was cut short in it, in the next round; until then it is found', async () => {
    await oldCopy()
    to.objects.set(BLOB, { ...to.objects.get(BLOB)!, bytes: Buffer.from('o') })
    const found = await Array.fromAsync(compareCopy(from, to, FILTER))
    expect(found).toMatchObject([{ kind: 'blob-damaged', key: BLOB }])
    expect((await round()).objects.blobs).toMatchObject({ repaired: 1, copied: 0 })
    expect((await verify(to, { readData: 'all' })).damage).toEqual([])
  })

  test('gets back within a week what it lost: blobs, and points whose bytes were altered', async () => {
    await oldCopy()
    to.objects.delete(BLOB)
    const [point = ''] = points(to)
    const held = to.objects.get(point)!
    to.objects.set(point, { ...held, bytes: Buffer.from(held.bytes).fill(32) })
    const results: CopyResult[] = []
    for (let hour = 0; hour < 168; hour += 1) results.push(await round())
    expect(results.filter(({ objects }) => objects.blobs.copied === 1)).toHaveLength(1)
    expect(results.filter(({ objects }) => objects.points.repaired === 1)).toHaveLength(1)
    expect((await verify(to, { readData: 'all' })).damage).toEqual([])
  })

  test('reads no point that stands there until its turn', async () => {
    await oldCopy()
    const read: string[] = []
    const watched = { ...to, load: async (key: string) => (read.push(key), await to.load(key)) }
    for (let hour = 0; hour < 168; hour += 1) await round(watched)
    expect(read.filter((key) => key.startsWith(POINTS_PREFIX)).toSorted()).toEqual(points(to).toSorted())
  })

  test("gets a blob back that the copy's own sweep took under a point that was being written", async () => {
    await oldCopy()
    const [newest = ''] = points(to).slice(-1)
    to.objects.delete(newest)
    const swept: ObjectStore = {
      ...to,
      write: async (key, body, options) => {
        const stat = await to.write(key, body, options)
        if (key === newest) await sweepAway('orders 3')
        return stat
      },
    }
    expect(await round(swept)).toMatchObject({
      state: 'failed',
      failures: [{ key: newest, error: 'PreconditionFailedError' }],
    })
    expect(to.objects.has(newest)).toBe(true)
    await put(to, SWEEP_KEY, JSON.stringify(sweepRecord('done')))
    expect(await round()).toMatchObject({ state: 'complete', objects: { blobs: { copied: 1 } } })
    expect((await verify(to, { readData: 'all' })).damage).toEqual([])
  })
})

/** What a sweep of the copy leaves that overtakes a copier between its look and its write. */
async function sweepAway(text: string): Promise<void> {
  const { sha256, size } = blobRef(text)
  const candidates = [{ sha256, size, version: to.objects.get(blobKey(sha256))!.version }]
  const marks = { format: 1, sweepId: SWEEP, markedAt: clock.now().toISOString(), candidates }
  await put(to, sweepMarksKey(SWEEP), JSON.stringify(SweepMarks.parse(marks)))
  await put(to, SWEEP_KEY, JSON.stringify(sweepRecord('deleting')))
  to.objects.delete(blobKey(sha256))
}

const SWEEP = '20260104T000000Z-1f3c5a7e'

function sweepRecord(state: 'deleting' | 'done'): SweepRecord {
  const at = clock.now().toISOString()
  return SweepRecord.parse({ format: 1, sweepId: SWEEP, state, markedAt: at, at, lastDeletedAt: at })
}
