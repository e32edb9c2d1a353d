import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from '@jest/globals'
import {
  BlobCorruptError,
  BlobMissingError,
  DownloadCorruptError,
  ManifestInvalidError,
  NotFoundError,
  PreconditionFailedError,
  ServiceFaultError,
  VaultFormatError,
  VaultUnavailableError,
} from '../../../shared/errors.ts'
import type { Inventory } from '../../../shared/model/inventory.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { commitPoint } from '../../../shared/vault/commit.ts'
import type { VaultWorld } from '../../../shared/vault/gate.ts'
import { blobKey, latestKey } from '../../../shared/vault/layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint } from '../../fakes/points.ts'

const clock = { now: () => new Date('2026-01-01T00:00:00Z'), sleep: async () => {} }

function open(change: Partial<VaultWorld> = {}) {
  const store = createMemoryStore()
  return { store, vault: createVault({ store, clock, newId: () => 'new', ...change }) }
}

function put(store: ReturnType<typeof createMemoryStore>, key: string, text: string): void {
  store.objects.set(key, { bytes: Buffer.from(text), version: 'put', modifiedAt: new Date(0) })
}

describe('opening a vault', () => {
  test('begins a new one at first use', async () => {
    const { store, vault } = open()
    expect(store.objects.size).toBe(0)
    expect(await vault.latest(HELLO)).toBeUndefined()
    const record: unknown = JSON.parse(Buffer.from(store.objects.get('vault.json')!.bytes).toString())
    expect(record).toEqual({ format: 1, id: 'new', created: '2026-01-01T00:00:00.000Z' })
  })

  test('does not begin one where the caller expects one', async () => {
    const { store, vault } = open({ whenMissing: 'fail' })
    await expect(vault.latest(HELLO)).rejects.toThrow(VaultUnavailableError)
    await expect(Array.fromAsync(vault.listManifests({}))).rejects.toThrow(VaultUnavailableError)
    expect(store.objects.size).toBe(0)
  })

  test('refuses a newer format, naming both', async () => {
    const { store, vault } = open()
    put(store, 'vault.json', '{"format":7,"id":"x","created":"2026-01-01T00:00:00Z"}')
    await expect(vault.hasBlob('ab'.repeat(32))).rejects.toThrow(/format 7; .* formats up to 1/)
    await expect(vault.hasBlob('ab'.repeat(32))).rejects.toThrow(VaultFormatError)
  })

  test.each(['', 'not json', '{}', '{"format":"1"}', '{"format":1,"id":"x"}'])(
    'refuses a record that says %p',
    async (text) => {
      const { store, vault } = open()
      put(store, 'vault.json', text)
      await expect(vault.hasBlob('ab'.repeat(32))).rejects.toThrow(VaultFormatError)
    },
  )

  test('asks once, and again only when there was no answer', async () => {
    const memory = createMemoryStore()
    let asked = 0
    const store: ObjectStore = {
      ...memory,
      load: async (key) => {
        asked += key === 'vault.json' ? 1 : 0
        if (asked === 1) throw new ServiceFaultError('down')
        return await memory.load(key)
      },
    }
    const { vault } = open({ store })
    await expect(vault.latest(HELLO)).rejects.toThrow(ServiceFaultError)
    await vault.latest(HELLO)
    await vault.latest(HELLO)
    expect(asked).toBe(2)
  })
})

describe('a blob', () => {
  const blob = blobRef('hello')

  test('is stored once and given back', async () => {
    const { vault } = open()
    expect(await vault.hasBlob(blob.sha256)).toBe(false)
    expect(await vault.putBlob(blob, opening('hello'))).toBe('stored')
    expect(await vault.hasBlob(blob.sha256)).toBe(true)
    expect((await buffer(await vault.openBlob(blob.sha256))).toString()).toBe('hello')
  })

  test('that is there is not fetched again', async () => {
    const { vault } = open()
    await vault.putBlob(blob, opening('hello'))
    const open2 = async () => {
      throw new Error('must not be opened')
    }
    expect(await vault.putBlob(blob, open2)).toBe('present')
  })

  test('of 16 that store it at once, one stores it', async () => {
    const { vault } = open()
    const states = await Promise.all(
      Array.from({ length: 16 }, async () => await vault.putBlob(blob, opening('hello'))),
    )
    expect(states.filter((state) => state === 'stored')).toHaveLength(1)
  })

  test('is fetched again when its download was wrong, three times in all', async () => {
    const { vault } = open()
    let opened = 0
    const wrongTwice = async () => {
      opened += 1
      return await opening(opened < 3 ? 'hallo' : 'hello')()
    }
    expect(await vault.putBlob(blob, wrongTwice)).toBe('stored')
    expect(opened).toBe(3)
  })

  test('is given up when its download stays wrong, and nothing of it is kept', async () => {
    const { store, vault } = open()
    await expect(vault.putBlob(blob, opening('hallo'))).rejects.toThrow(DownloadCorruptError)
    expect(store.objects.has(blobKey(blob.sha256))).toBe(false)
  })

  test('whose download breaks off is fetched again', async () => {
    const { vault } = open()
    let opened = 0
    const breaksOnce = async () => {
      opened += 1
      if (opened > 1) return await opening('hello')()
      return new Readable({
        read() {
          this.destroy(new Error('socket hang up'))
        },
      })
    }
    expect(await vault.putBlob(blob, breaksOnce)).toBe('stored')
    expect(opened).toBe(2)
  })

  test.each([
    ['by the network', new Error('socket hang up')],
    ['by the disk of another vault', new VaultUnavailableError('file:///vault cannot be used: EIO')],
  ])('that is always broken off %s fails as a fault that may pass, its cause kept', async (_by, cause) => {
    const { vault } = open()
    const breaks = async () =>
      new Readable({
        read() {
          this.destroy(cause)
        },
      })
    const failing = vault.putBlob(blob, breaks)
    await expect(failing).rejects.toThrow(ServiceFaultError)
    await expect(failing).rejects.toMatchObject({ cause })
  })

  test('is not fetched again when trying again would not help', async () => {
    const { vault } = open()
    let opened = 0
    const denied = async () => {
      opened += 1
      throw new NotFoundError('gone')
    }
    await expect(vault.putBlob(blob, denied)).rejects.toThrow(NotFoundError)
    expect(opened).toBe(1)
  })

  test('under whose name other bytes stand is not taken for present', async () => {
    const { store, vault } = open()
    put(store, blobKey(blob.sha256), 'half')
    await expect(vault.putBlob(blob, opening('hello'))).rejects.toThrow(BlobCorruptError)
  })

  test('that is not there is missing, not corrupt', async () => {
    const { vault } = open()
    await expect(vault.openBlob(blob.sha256)).rejects.toThrow(BlobMissingError)
  })

  test('that was altered fails before its last byte', async () => {
    const { store, vault } = open()
    put(store, blobKey(blob.sha256), 'hallo')
    await expect(buffer(await vault.openBlob(blob.sha256))).rejects.toThrow(BlobCorruptError)
  })
})

describe('a manifest', () => {
  test('is written once and given back', async () => {
    const { vault } = open()
    const { manifest: key } = await commitPoint(vault, preparedPoint('first'), undefined)
    const manifest = await vault.readManifest(key)
    expect(manifest).toMatchObject({ type: 'point', previous: null, resource: HELLO })
    expect(await vault.putManifest(manifest)).toEqual({ key, state: 'present' })
  })

  test('that is not there is not found', async () => {
    const { vault } = open()
    await expect(vault.readManifest('points/x.json')).rejects.toThrow(NotFoundError)
  })

  test('that does not say what the format says is refused, and its content not shown', async () => {
    const { store, vault } = open()
    const { manifest: key } = await commitPoint(vault, preparedPoint('first'), undefined)
    const whole = Buffer.from(store.objects.get(key)!.bytes).toString()
    for (const text of [whole.slice(0, 200), `${whole}SECRET`, '{"type":"SECRET"}', '"SECRET"', '\u00ff']) {
      put(store, key, text)
      const reading = vault.readManifest(key)
      await expect(reading).rejects.toThrow(ManifestInvalidError)
      await expect(reading).rejects.toMatchObject({ evidence: { key } })
      const error = await reading.catch((error: unknown) => error)
      expect(JSON.stringify([String(error), error, (error as Error).cause])).not.toContain('SECRET')
    }
  })

  test('under the key of another is refused', async () => {
    const { store, vault } = open()
    const { manifest: key } = await commitPoint(vault, preparedPoint('first'), undefined)
    const other = key.replace('/hello/', '/other/')
    put(store, other, Buffer.from(store.objects.get(key)!.bytes).toString())
    await expect(vault.readManifest(other)).rejects.toThrow(ManifestInvalidError)
  })

  test('is not written when it could not be read back', async () => {
    const { store, vault } = open()
    const { manifest: key } = await commitPoint(vault, preparedPoint('first'), undefined)
    const manifest = { ...(await vault.readManifest(key)), id: 'not an id' }
    store.objects.clear()
    await expect(vault.putManifest(manifest)).rejects.toThrow(ManifestInvalidError)
    expect([...store.objects.keys()].filter((k) => k.startsWith('points/'))).toEqual([])
  })
})

describe('a listing', () => {
  const OTHER = { ...HELLO, name: 'other' }
  const ABROAD = { ...HELLO, zone: 'us-east-1' }

  async function filled() {
    const opened = open()
    for (const resource of [OTHER, ABROAD, HELLO]) {
      const { vault } = opened
      await commitPoint(vault, preparedPoint('a', { resource }), undefined)
      const takenAt = '2026-01-02T10:00:00.000Z'
      await commitPoint(vault, preparedPoint('b', { resource, takenAt }), await vault.latest(resource))
    }
    return opened
  }

  test('of manifests is in order of resource and time, and leaves out what is none', async () => {
    const { store, vault } = await filled()
    put(store, 'points/notes.txt', 'x')
    const entries = await Array.fromAsync(vault.listManifests({}))
    const seen = entries.map(({ resource, takenAt }) => [resource.zone, resource.name, takenAt.getUTCDate()])
    expect(seen).toEqual([
      ['eu-west-1', 'hello', 1],
      ['eu-west-1', 'hello', 2],
      ['eu-west-1', 'other', 1],
      ['eu-west-1', 'other', 2],
      ['us-east-1', 'hello', 1],
      ['us-east-1', 'hello', 2],
    ])
  })

  test.each([
    [{ account: '123456789012' }, 6],
    [{ account: '210987654321' }, 0],
    [{ zone: 'us-east-1' }, 2],
    [{ name: 'hello' }, 4],
    [{ account: '123456789012', zone: 'eu-west-1', name: 'other' }, 2],
  ])('of manifests by %j finds %i', async (filter, count) => {
    const { vault } = await filled()
    expect(await Array.fromAsync(vault.listManifests(filter))).toHaveLength(count)
  })

  test('of pointers has each resource once', async () => {
    const { store, vault } = await filled()
    put(store, 'latest/notes.txt', 'x')
    const names = (await Array.fromAsync(vault.listLatest({}))).map(({ resource }) => resource)
    expect(names).toEqual([HELLO, OTHER, ABROAD])
    expect(await Array.fromAsync(vault.listLatest({ zone: 'us-east-1' }))).toHaveLength(1)
  })

  test('of pointers by name reads no other, and of resources none', async () => {
    const { store } = await filled()
    const read: string[] = []
    const load = async (key: string) => {
      read.push(key)
      return await store.load(key)
    }
    const { vault } = open({ store: { ...store, load } })
    expect(await Array.fromAsync(vault.listResources({ name: 'other' }))).toEqual([OTHER])
    expect(read.filter((key) => key.startsWith('latest/'))).toEqual([])
    expect(await Array.fromAsync(vault.listLatest({ name: 'other' }))).toMatchObject([{ resource: OTHER }])
    expect(read.filter((key) => key.startsWith('latest/'))).toHaveLength(1)
  })

  test('of pointers reads on where there are more than are read at once', async () => {
    const { vault } = open()
    for (let i = 0; i < 40; i += 1) {
      const resource = { ...HELLO, name: `f${String(i).padStart(2, '0')}` }
      await commitPoint(vault, preparedPoint('a', { resource }), undefined)
    }
    const names = (await Array.fromAsync(vault.listLatest({}))).map(({ resource }) => resource.name)
    expect(names).toEqual(names.toSorted())
    expect(new Set(names).size).toBe(40)
  })
})

describe('a pointer', () => {
  test('of another resource is refused', async () => {
    const { store, vault } = open()
    await commitPoint(vault, preparedPoint('a'), undefined)
    const other = { ...HELLO, name: 'other' }
    store.objects.set(latestKey(other), store.objects.get(latestKey(HELLO))!)
    await expect(vault.latest(other)).rejects.toThrow(ManifestInvalidError)
  })

  test('moves only from the version that the writer saw', async () => {
    const { vault } = open()
    await commitPoint(vault, preparedPoint('a'), undefined)
    const { pointer, version } = (await vault.latest(HELLO))!
    await vault.moveLatest(pointer, version)
    await expect(vault.moveLatest(pointer, version)).rejects.toThrow(PreconditionFailedError)
    await expect(vault.moveLatest(pointer, undefined)).rejects.toThrow(PreconditionFailedError)
  })
})

describe('an inventory', () => {
  const inventory: Inventory = {
    format: 1,
    account: '123456789012',
    zone: 'eu-west-1',
    listedAt: '2026-01-01T00:00:00Z',
    functions: { hello: { revisionId: 'r', fingerprint: 'ab'.repeat(32) } },
  }

  test('is written and replaced on the condition of its version', async () => {
    const { vault } = open()
    expect(await vault.readInventory('123456789012', 'eu-west-1')).toBeUndefined()
    await vault.writeInventory(inventory, undefined)
    const read = await vault.readInventory('123456789012', 'eu-west-1')
    expect(read?.inventory).toEqual(inventory)
    await vault.writeInventory({ ...inventory, functions: {} }, read?.version)
    await expect(vault.writeInventory(inventory, read?.version)).rejects.toThrow(PreconditionFailedError)
  })
})
