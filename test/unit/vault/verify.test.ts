import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError, VaultUnavailableError } from '../../../shared/errors.ts'
import type { Manifest } from '../../../shared/model/manifest.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { blobKey, latestKey } from '../../../shared/vault/layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { verify } from '../../../shared/vault/verify.ts'
import type { DamageKind, VerifyProgress } from '../../../shared/vault/verify-report.ts'
import { guardedStore } from '../../fakes/guarded-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

const POINTER = latestKey(HELLO)
const clock = { now: () => new Date(0), sleep: async () => {} }

/** A vault with the chain a <- b <- c of one function; each has a blob of its own. */
async function chain() {
  const store = createMemoryStore()
  const vault = createVault({ store, clock, newId: () => 'new' })
  const keys: string[] = []
  for (const text of ['a', 'b', 'c']) {
    const code = blobRef(text)
    await vault.putBlob(code, opening(text))
    const { manifest } = await commitPoint(vault, preparedPoint(text, { code }), await vault.latest(HELLO))
    keys.push(manifest)
  }
  const change = (key: string, edit: (text: string) => string) => {
    const held = store.objects.get(key)!
    store.objects.set(key, { ...held, bytes: Buffer.from(edit(Buffer.from(held.bytes).toString())) })
  }
  /** Rewrites a manifest in place. */
  const alter = (key: string, edit: (manifest: Manifest & { type: 'point' }) => object) =>
    change(key, (text) => JSON.stringify(edit(JSON.parse(text) as Manifest & { type: 'point' })))
  const [a, b, c] = keys as [string, string, string]
  return { store, vault, a, b, c, change, alter }
}

async function kinds(store: ObjectStore): Promise<readonly DamageKind[]> {
  return (await verify(store, { readData: 'all' })).damage.map(({ kind }) => kind)
}

describe('verifying a vault', () => {
  test('finds no fault with a good one, and counts what it looked at', async () => {
    const { store, vault } = await chain()
    await commitTombstone(vault, preparedTombstone(), await vault.latest(HELLO))
    const { checked, damage, notices } = await verify(store, { readData: 'all' })
    expect({ damage, notices }).toEqual({ damage: [], notices: [] })
    expect(checked).toEqual({
      manifests: 4,
      pointers: 1,
      inventories: 0,
      blobs: 3,
      unreferencedBlobs: 0,
      blobsRead: 3,
      bytesRead: 3,
    })
  })

  test('reads no blob unless it is asked to', async () => {
    const { store } = await chain()
    store.objects.set(blobKey(blobRef('b').sha256), store.objects.get(blobKey(blobRef('c').sha256))!)
    const { checked, damage } = await verify(store)
    expect(damage).toEqual([])
    expect(checked).toMatchObject({ blobs: 3, blobsRead: 0, bytesRead: 0 })
  })

  test('in parts reads every blob in one of them', async () => {
    const { store } = await chain()
    const read = async (part: number) =>
      (await verify(store, { readData: { part, of: 7 } })).checked.blobsRead
    const parts = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(read))
    expect(parts.reduce((sum, count) => sum + count, 0)).toBe(3)
  })

  test('names the points that a missing blob was part of', async () => {
    const { store, b } = await chain()
    store.objects.delete(blobKey(blobRef('b').sha256))
    const { damage } = await verify(store)
    expect(damage).toEqual([
      { kind: 'blob-missing', key: blobKey(blobRef('b').sha256), message: 'it is not there', affects: [b] },
    ])
  })

  test('names the points that a blob of the wrong size was part of', async () => {
    const { store, change, b } = await chain()
    change(blobKey(blobRef('b').sha256), () => 'bb')
    const { damage } = await verify(store)
    expect(damage).toMatchObject([{ kind: 'blob-size', affects: [b] }])
  })

  test('names a blob that does not hash to its name, though no point names it', async () => {
    const { store, vault, change } = await chain()
    await vault.putBlob(blobRef('d'), opening('d'))
    change(blobKey(blobRef('d').sha256), () => 'x')
    const { checked, damage } = await verify(store, { readData: 'all' })
    expect(damage).toMatchObject([{ kind: 'blob-corrupt', affects: [] }])
    expect(checked.unreferencedBlobs).toBe(1)
  })

  test('names a manifest whose content was changed', async () => {
    const { store, alter, b } = await chain()
    alter(b, (manifest) => ({ ...manifest, content: { ...manifest.content, tags: { owner: 'mallory' } } }))
    expect((await verify(store)).damage).toMatchObject([{ kind: 'manifest-altered', key: b, affects: [b] }])
  })

  test('names a manifest whose predecessor was changed', async () => {
    const { store, alter, b } = await chain()
    alter(b, (manifest) => ({ ...manifest, previous: null }))
    expect((await verify(store)).damage).toMatchObject([{ kind: 'manifest-altered', key: b }])
  })

  test('names a manifest whose list of blobs leaves one out', async () => {
    const { store, alter, b } = await chain()
    alter(b, (manifest) => ({ ...manifest, blobs: [] }))
    expect((await verify(store)).damage).toMatchObject([{ kind: 'manifest-altered', key: b }])
  })

  test('names a predecessor that is not there', async () => {
    const { store, a } = await chain()
    store.objects.delete(a)
    expect((await verify(store)).damage).toMatchObject([{ kind: 'previous-missing', key: a }])
  })

  test('names a pointer that does not parse', async () => {
    const { store, change } = await chain()
    change(POINTER, (text) => text.slice(0, 50))
    expect((await verify(store)).damage).toMatchObject([{ kind: 'pointer-invalid', key: POINTER }])
  })

  test('names a pointer that does not agree with its manifest', async () => {
    const { store, change } = await chain()
    change(POINTER, (text) => text.replace(/"fingerprint": "../, '"fingerprint": "00'))
    expect((await verify(store)).damage).toMatchObject([{ kind: 'pointer-altered', key: POINTER }])
  })

  test('names a pointer that was put back', async () => {
    const { store, vault } = await chain()
    const old = store.objects.get(POINTER)!
    for (const text of ['d', 'e']) await commitPoint(vault, preparedPoint(text), await vault.latest(HELLO))
    store.objects.set(POINTER, old)
    expect(await kinds(store)).toEqual(['pointer-behind'])
  })

  test('names a pointer that was removed', async () => {
    const { store } = await chain()
    store.objects.delete(POINTER)
    expect(await kinds(store)).toEqual(['pointer-missing'])
  })

  test('takes one point beyond the pointer for an interrupted writer, and says so', async () => {
    const { store, vault } = await chain()
    const old = store.objects.get(POINTER)!
    const { manifest } = await commitPoint(vault, preparedPoint('d'), await vault.latest(HELLO))
    store.objects.set(POINTER, old)
    const { damage, notices } = await verify(store)
    expect(damage).toEqual([])
    expect(notices).toMatchObject([{ kind: 'unlinked-point', key: manifest }])
  })

  test('names an inventory that does not parse', async () => {
    const { store } = await chain()
    const key = 'inventories/123456789012/eu-west-1.json'
    store.objects.set(key, { bytes: Buffer.from('{}'), version: 'x', modifiedAt: new Date(0) })
    expect((await verify(store)).damage).toMatchObject([{ kind: 'inventory-invalid', key }])
  })

  test('names a record at the root that is missing or unreadable, and checks the rest', async () => {
    const { store, change, a } = await chain()
    change('vault.json', () => 'x')
    store.objects.delete(a)
    expect(await kinds(store)).toEqual(['previous-missing', 'format-invalid'])
    store.objects.delete('vault.json')
    expect(await kinds(store)).toEqual(['previous-missing', 'format-invalid'])
  })

  test('finds no vault where there is nothing', async () => {
    await expect(verify(createMemoryStore())).rejects.toThrow(VaultUnavailableError)
  })

  test('raises what keeps it from looking, rather than call it damage', async () => {
    const { store, b } = await chain()
    const broken: ObjectStore = {
      ...store,
      load: async (key) => {
        if (key === b) throw new ServiceFaultError('down')
        return await store.load(key)
      },
    }
    await expect(verify(broken)).rejects.toThrow(ServiceFaultError)
  })

  test('names each thing that it may not read, and checks the rest', async () => {
    const { store, change, a, b } = await chain()
    const inventory = 'inventories/123456789012/eu-west-1.json'
    store.objects.set(inventory, { bytes: Buffer.from('{}'), version: 'x', modifiedAt: new Date(0) })
    change(a, () => 'x')
    const closed = [inventory, POINTER, blobKey(blobRef('b').sha256), b]
    const { damage } = await verify(guardedStore(store, closed), { readData: 'all' })
    const expected = [...closed.map((key) => ['unreadable', key]), ['manifest-invalid', a]]
    expect(new Map(damage.map(({ kind, key }) => [key, kind]))).toEqual(
      new Map(expected.map(([kind, key]) => [key, kind])),
    )
  })

  test('raises that AWS knows the credentials no more: that is no finding', async () => {
    const { store, b } = await chain()
    const expired = new AccessDeniedError('expired', { evidence: { awsError: 'ExpiredToken' } })
    const load = (key: string) => (key === b ? Promise.reject(expired) : store.load(key))
    await expect(verify({ ...store, load })).rejects.toThrow(expired)
  })

  test('does not take a writer at work for damage', async () => {
    const { store, vault } = await chain()
    const write = async (text: string) => {
      const code = blobRef(text)
      await vault.putBlob(code, opening(text))
      await commitPoint(vault, preparedPoint(text, { code }), await vault.latest(HELLO))
    }
    // A listing takes a while: the writer is done with each of its points as another part of the vault is listed.
    const busy: ObjectStore = {
      ...store,
      list: async function* () {
        for (const prefix of ['blobs/', 'latest/', 'points/', 'vault.json']) {
          yield* store.list(prefix)
          await write(`after ${prefix}`)
        }
      },
    }
    const { checked, damage } = await verify(busy, { readData: 'all' })
    expect(damage).toEqual([])
    expect(checked).toMatchObject({ blobs: 3, manifests: 5 })
  })

  test('tells how far it is, step by step', async () => {
    const { store } = await chain()
    const seen: VerifyProgress[] = []
    await verify(store, { readData: 'all', onProgress: (progress) => seen.push(progress) })
    const ends = seen.filter(({ done, total }) => done === total).map(({ step, done }) => `${step} ${done}`)
    expect(ends).toEqual(['manifests 3', 'predecessors 3', 'pointers 1', 'blobs 3', 'data 3'])
  })
})
