import { describe, expect, test } from '@jest/globals'
import { SettingInvalidError, VaultFormatError, VaultUnavailableError } from '../../../shared/errors.ts'
import type { CopyOptions } from '../../../shared/copies/copying.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { POINTS_PREFIX, blobKey, latestKey } from '../../../shared/vault/layout.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { capture, fillVault, put, vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef } from '../../fakes/points.ts'

/** A store in memory with an address of its own. */
function storeAt(url: string): MemoryStore {
  return { ...createMemoryStore(() => new Date('2026-01-05T00:00:00Z')), url }
}

async function filled() {
  const from = storeAt('memory:first')
  return { from, vault: await fillVault(from), to: storeAt('memory:second') }
}

async function copy(from: ObjectStore, to: ObjectStore, options: CopyOptions = {}) {
  return await copyVault({ from, to, clock: fakeClock('2026-01-05T00:00:00.000Z') }, options)
}

const texts = ({ objects }: MemoryStore) =>
  Object.fromEntries([...objects].map(([key, { bytes }]) => [key, Buffer.from(bytes).toString()]))

/** What is true of one vault alone. */
const OWN = /^(?:copies|sweeps|alerts)\/|parts\.json$|\/?lock(?:-\d+)?\.json$|approval-token$/

const shared = (store: MemoryStore) =>
  Object.fromEntries(Object.entries(texts(store)).filter(([key]) => !OWN.test(key)))

describe('copying a vault', () => {
  test('makes the same vault of an empty store: same id, same keys, same bytes', async () => {
    const { from, to } = await filled()
    const result = await copy(from, to)
    expect(result.state).toBe('complete')
    expect(shared(to)).toEqual(shared(from))
    expect(result.objects.points.copied).toBe(5)
    expect(result.objects.expired.copied).toBe(1)
    expect(result.bytes).toBeGreaterThan(1000)
  })

  test('leaves behind what is true of the first vault alone: locks, tokens, sweeps', async () => {
    const { from, to } = await filled()
    await copy(from, to)
    expect([...to.objects.keys()].filter((key) => OWN.test(key) && !key.startsWith('copies/'))).toEqual([])
  })

  test('both verify alike, to the last byte', async () => {
    const { from, to } = await filled()
    await copy(from, to)
    const [one, other] = await Promise.all([from, to].map((store) => verify(store, { readData: 'all' })))
    expect(other!.damage).toEqual([])
    expect(other!.checked).toEqual(one!.checked)
  })

  test('copies nothing that stands there already', async () => {
    const { from, to } = await filled()
    await copy(from, to)
    const before = new Map(to.objects)
    const again = await copy(from, to)
    expect(again).toMatchObject({ state: 'complete', bytes: 0 })
    const changed = [...to.objects].filter(([key, held]) => before.get(key) !== held).map(([key]) => key)
    expect(changed.every((key) => key.startsWith('copies/'))).toBe(true)
  })

  test('brings what was captured since, and moves the pointer', async () => {
    const { from, to, vault } = await filled()
    await copy(from, to)
    const { manifest } = await capture(vault, 'orders', 'orders 4')
    const result = await copy(from, to)
    expect(result.objects.pointers).toMatchObject({ copied: 1, present: 2 })
    expect(result.objects.blobs.copied).toBe(1)
    expect((await vaultOver(to).latest({ ...HELLO, name: 'orders' }))?.pointer.manifest).toBe(manifest)
  })

  test('does not read again what was rewritten long before the last complete copy', async () => {
    const { from, to } = await filled()
    const clock = fakeClock('2026-01-06T00:00:00.000Z')
    await copyVault({ from, to, clock }, {})
    const read: string[] = []
    const watched = { ...from, load: async (key: string) => (read.push(key), await from.load(key)) }
    await copyVault({ from: watched, to, clock }, {})
    expect(read.filter((key) => key.startsWith('latest/') || key.startsWith('runs/'))).toEqual([])
  })

  test('never moves a pointer backwards: a copy that is ahead keeps what it has', async () => {
    const { from, to } = await filled()
    await copy(from, to)
    const ahead = await capture(vaultOver(to), 'orders', 'captured into the copy')
    const result = await copy(from, to)
    expect(result.objects.pointers).toMatchObject({ newer: 1, failed: 0 })
    expect((await vaultOver(to).latest({ ...HELLO, name: 'orders' }))?.pointer.manifest).toBe(ahead.manifest)
  })

  test('names a resource that went on in both, and copies the points of either', async () => {
    const { from, to, vault } = await filled()
    await copy(from, to)
    await capture(vaultOver(to), 'orders', 'captured into the copy')
    const { manifest } = await capture(vault, 'orders', 'captured into the first')
    const result = await copy(from, to)
    expect(result.state).toBe('failed')
    expect(result.failures).toMatchObject([
      { kind: 'pointers', key: latestKey({ ...HELLO, name: 'orders' }), error: 'PreconditionFailedError' },
    ])
    expect(to.objects.has(manifest)).toBe(true)
  })

  test('what retention took from the source stays in the copy', async () => {
    const { from, to, vault } = await filled()
    await copy(from, to)
    const point = (await vault.latest({ ...HELLO, name: 'billing' }))!.pointer.manifest
    from.objects.delete(point)
    await copy(from, to)
    expect(to.objects.has(point)).toBe(true)
  })

  test('a blob that is damaged in the source is not copied, nor what names it; the rest is', async () => {
    const { from, to } = await filled()
    const key = blobKey(blobRef('billing 1').sha256)
    from.objects.set(key, { ...from.objects.get(key)!, bytes: Buffer.from('billing X') })
    const result = await copy(from, to)
    expect(result.state).toBe('failed')
    expect(to.objects.has(key)).toBe(false)
    expect(result.failures.map(({ error }) => error)).toEqual(Array(3).fill('BlobCorruptError'))
    expect(result.objects.pointers).toMatchObject({ copied: 2, failed: 1 })
    expect((await verify(to)).damage).toEqual([])
  })

  test('a manifest that was altered in the source is not copied', async () => {
    const { from, to, vault } = await filled()
    const key = (await vault.latest({ ...HELLO, name: 'billing' }))!.pointer.manifest
    const held = from.objects.get(key)!
    from.objects.set(key, {
      ...held,
      bytes: Buffer.from(String(Buffer.from(held.bytes)).replace('billing 1', 'evil 1')),
    })
    const result = await copy(from, to)
    expect(result.failures[0]).toMatchObject({ kind: 'points', key, error: 'ManifestInvalidError' })
    expect(to.objects.has(key)).toBe(false)
  })

  test('replaces a blob and a manifest that were cut short in the copy', async () => {
    const { from, to, vault } = await filled()
    await copy(from, to)
    const manifest = (await vault.latest({ ...HELLO, name: 'billing' }))!.pointer.manifest
    for (const key of [manifest, blobKey(blobRef('billing 1').sha256)]) {
      to.objects.set(key, { ...to.objects.get(key)!, bytes: Buffer.from('{') })
    }
    const result = await copy(from, to)
    expect(result.objects.blobs.repaired).toBe(1)
    expect(result.objects.points.repaired).toBe(1)
    expect(shared(to)).toEqual(shared(from))
  })

  test('a hold of the source reaches the copy, and one of the copy is kept', async () => {
    const { from, to } = await filled()
    await copy(from, to)
    const key = [...from.objects.keys()].find((one) => one.startsWith('holds/'))!
    const record = JSON.parse(texts(to)[key]!) as { changes: object[] }
    record.changes.push({ change: 'released', at: '2026-01-03T00:00:00Z', by: 'bob', reason: 'over' })
    await put(to, key, JSON.stringify(record))
    const result = await copy(from, to)
    expect(result.objects.documents.newer).toBe(1)
    expect(JSON.parse(texts(to)[key]!)).toEqual(record)
  })

  test('copies only the resources that a filter selects, with their blobs, and no report', async () => {
    const { from, to } = await filled()
    const filter = { name: 'plan billing', selects: ({ name }: { name: string }) => name === 'billing' }
    const result = await copy(from, to, { filter })
    expect(result.state).toBe('complete')
    expect(result.objects.points.copied).toBe(1)
    const keys = [...to.objects.keys()]
    expect(keys.filter((key) => key.startsWith('blobs/'))).toEqual([blobKey(blobRef('billing 1').sha256)])
    expect(keys.filter((key) => key.startsWith('runs/') || key.startsWith('inventories/'))).toEqual([])
    expect((await verify(to, { readData: 'all' })).damage).toEqual([])
  })

  test('stops when it is asked to, and the next call goes on', async () => {
    const { from, to } = await filled()
    const stop = new AbortController()
    const options = { signal: stop.signal, parallel: 1, onProgress: () => stop.abort() }
    const stopped = await copy(from, to, options)
    expect(stopped.state).toBe('stopped')
    expect([...to.objects.keys()].filter((key) => key.startsWith('latest/'))).toEqual([])
    expect((await copy(from, to)).state).toBe('complete')
    expect(shared(to)).toEqual(shared(from))
  })

  test('stops at once also where there is nothing left to copy', async () => {
    const { from, to } = await filled()
    await copy(from, to)
    const stop = new AbortController()
    let listed = 0
    const watched: ObjectStore = {
      ...from,
      async *list(prefix) {
        for await (const stat of from.list(prefix)) {
          if (prefix === POINTS_PREFIX) {
            stop.abort()
            listed += 1
          }
          yield stat
        }
      },
    }
    expect((await copy(watched, to, { signal: stop.signal })).state).toBe('stopped')
    expect(listed).toBe(1)
  })

  test('leaves an inventory out that was written while it was at work', async () => {
    const { from, to } = await filled()
    const key = 'inventories/123456789012/eu-west-1.json'
    const busy: ObjectStore = {
      ...from,
      list: (prefix) => {
        if (prefix === 'latest/') void put(from, key, texts(from)[key]!)
        return from.list(prefix)
      },
    }
    await copy(busy, to)
    expect(to.objects.has(key)).toBe(false)
  })

  test('copies a point that was captured after the points were listed, before its pointer', async () => {
    const { from, to, vault } = await filled()
    let captured = ''
    const busy: ObjectStore = {
      ...from,
      load: async (key) => {
        if (key === latestKey({ ...HELLO, name: 'billing' }) && captured === '') {
          await capture(vault, 'billing', 'billing 2')
          captured = (await capture(vault, 'billing', 'billing 3')).manifest
        }
        return await from.load(key)
      },
    }
    const result = await copy(busy, to)
    expect(result.state).toBe('complete')
    expect(to.objects.has(captured)).toBe(true)
    expect((await verify(to, { readData: 'all' })).damage).toEqual([])
  })

  test('refuses to write over another vault, and onto the same one', async () => {
    const { from, to } = await filled()
    await capture(vaultOver(to, 'vault-2'), 'other', 'other 1')
    await expect(copy(from, to)).rejects.toThrow(SettingInvalidError)
    await expect(copy(from, from)).rejects.toThrow(SettingInvalidError)
  })

  test('says when there is no vault to copy, or one in a newer format', async () => {
    const to = storeAt('memory:second')
    await expect(copy(storeAt('memory:first'), to)).rejects.toThrow(VaultUnavailableError)
    const newer = storeAt('memory:first')
    await put(newer, 'vault.json', '{"format":2}')
    await expect(copy(newer, to)).rejects.toThrow(VaultFormatError)
    expect(to.objects.size).toBe(0)
  })

  test('writes to a copy that it cannot read, and only what is not there', async () => {
    const { from, to, vault } = await filled()
    const blind: ObjectStore = {
      ...to,
      load: async (key) => (key.startsWith('copies/') ? await to.load(key) : fail(`${key} was read`)),
      read: async (key) => fail(`${key} was read`),
    }
    await copy(from, blind, { canReadCopy: false })
    expect(shared(to)).toEqual(shared(from))
    await capture(vault, 'orders', 'orders 4')
    await copy(from, blind, { canReadCopy: false })
    expect(shared(to)).toEqual(shared(from))
  })
})

function fail(message: string): never {
  throw new Error(message)
}
