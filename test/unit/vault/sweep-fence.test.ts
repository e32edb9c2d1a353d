import { beforeEach, describe, expect, test } from '@jest/globals'
import { PreconditionFailedError } from '../../../shared/errors.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { SweepMarks, SweepRecord } from '../../../shared/model/retention.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { SWEEP_KEY, sweepMarksKey } from '../../../shared/vault/retention-layout.ts'
import { putDocument } from '../../../shared/vault/stored-documents.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

const CODE = blobRef('code')
const clock = { now: () => new Date(0), sleep: async () => {} }

let store: MemoryStore
let reads: string[]

beforeEach(async () => {
  store = createMemoryStore()
  reads = []
  await vault().putBlob(CODE, opening('code'))
  reads.length = 0
})

function vault() {
  const watched = {
    ...store,
    stat: (key: string) => (reads.push(key), store.stat(key)),
    load: (key: string) => (reads.push(key), store.load(key)),
  }
  return createVault({ store: watched, clock, newId: () => 'vault' })
}

async function sweepSays(record: Partial<SweepRecord>, ...doomed: readonly string[]): Promise<void> {
  const markedAt = '2026-01-01T00:00:00.000Z'
  const head = { format: 1, sweepId: 'one', markedAt } as const
  const candidates = doomed.map((text) => ({ ...blobRef(text), version: 'w1' }))
  await putDocument(store, SweepMarks, { ...head, candidates }, sweepMarksKey('one'))
  const full = { ...head, state: 'done', at: markedAt, lastDeletedAt: null, ...record } as const
  await putDocument(store, SweepRecord, full, SWEEP_KEY)
}

const capture = async (takenAt = '2026-01-01T10:00:00.000Z') =>
  await commitPoint(vault(), preparedPoint('a', { code: CODE, takenAt }), undefined)
const written = () => [...store.objects.keys()].filter((key) => /^(?:points|latest)\//.test(key))

describe('writing a point while blobs are swept', () => {
  test('goes on where there never was a sweep', async () => {
    expect((await capture()).state).toBe('captured')
  })

  test('goes on while a sweep deletes other blobs', async () => {
    await sweepSays({ state: 'deleting' }, 'other')
    expect((await capture()).state).toBe('captured')
  })

  test('goes on while its blob is only marked: the sweep will see the point', async () => {
    await sweepSays({ state: 'marked' }, 'code')
    expect((await capture()).state).toBe('captured')
  })

  test('is refused while its blob is being deleted, before anything is written', async () => {
    await sweepSays({ state: 'deleting' }, 'code')
    await expect(capture()).rejects.toThrow(PreconditionFailedError)
    expect(written()).toEqual([])
  })

  test('is refused when its blob was deleted after it had been found', async () => {
    await sweepSays({ lastDeletedAt: '2026-01-01T10:30:00.000Z' }, 'code')
    store.objects.delete(blobKey(CODE.sha256))
    await expect(capture()).rejects.toThrow(/was swept/)
    expect(written()).toEqual([])
  })

  test('is refused before the pointer moves when a sweep begins between the look and the write', async () => {
    const overtaken: ObjectStore = {
      ...store,
      async write(key, ...rest) {
        if (key.startsWith('points/')) await sweepSays({ state: 'deleting' }, 'code')
        return await store.write(key, ...rest)
      },
    }
    const writer = createVault({ store: overtaken, clock, newId: () => 'vault' })
    await expect(commitPoint(writer, preparedPoint('a', { code: CODE }), undefined)).rejects.toThrow(
      /is being swept/,
    )
    expect(await vault().latest(HELLO)).toBeUndefined()
  })

  test('looks for its blobs again only when the last deletion may have been after it found them', async () => {
    await sweepSays({ lastDeletedAt: '2026-01-01T09:30:00.000Z' })
    await capture('2026-01-01T10:30:00.000Z')
    expect(reads).not.toContain(blobKey(CODE.sha256))
    await sweepSays({ lastDeletedAt: '2026-01-01T09:30:01.000Z' })
    await vault().putManifest(await vault().readManifest(written().find((key) => key.startsWith('points/'))!))
    expect(reads).toContain(blobKey(CODE.sha256))
  })

  test('costs a record of deletion nothing', async () => {
    await capture()
    await sweepSays({ state: 'deleting' }, 'code')
    reads.length = 0
    await commitTombstone(vault(), preparedTombstone(), await vault().latest(HELLO))
    expect(reads).not.toContain(SWEEP_KEY)
  })
})
