import { beforeEach, describe, expect, test } from '@jest/globals'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { FallbackStore } from '../../../shared/copies/fallback-store.ts'
import { AccessDeniedError, SettingInvalidError, VaultUnavailableError } from '../../../shared/errors.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { latestKey } from '../../../shared/vault/layout.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { capture, fillVault, put, vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO } from '../../fakes/points.ts'
import { unreachableStore } from '../../fakes/unreachable-store.ts'

const ORDERS = { ...HELLO, name: 'orders' }
const GONE = new VaultUnavailableError('There is no bucket first')

let first: MemoryStore
let copy: MemoryStore
let told: string[]

beforeEach(async () => {
  first = { ...createMemoryStore(), url: 's3://first' }
  copy = { ...createMemoryStore(), url: 's3://second' }
  told = []
  await fillVault(first)
  await copyVault({ from: first, to: copy, clock: fakeClock() })
})

function open(isCopyNearer = false, store: ObjectStore = first) {
  return new FallbackStore({ first: store, copy, isCopyNearer, tell: (message) => told.push(message) })
}

describe('a vault with a copy', () => {
  test('is read from the copy when its bucket is gone, and says so once', async () => {
    const store = open(false, unreachableStore(GONE))
    expect((await verify(store, { readData: 'all' })).damage).toEqual([])
    expect(told).toEqual([
      's3://first cannot be reached (There is no bucket first); reading from s3://second.',
    ])
  })

  test('says nothing while it is whole, and gives what it has itself', async () => {
    const newest = await capture(vaultOver(first), 'orders', 'orders 4')
    const pointer = await vaultOver(open()).latest(ORDERS)
    expect(pointer?.pointer.manifest).toBe(newest.manifest)
    expect(told).toEqual([])
  })

  test('gives what it lacks from the copy, and lists it', async () => {
    const keys = [...first.objects.keys()].filter((key) => /^(?:blobs|points)\//.test(key))
    for (const key of keys) first.objects.delete(key)
    const store = open()
    expect((await verify(store, { readData: 'all' })).damage).toEqual([])
    expect(told).toEqual(['s3://first lacks some of what is asked for; reading that from s3://second.'])
  })

  test('asks a copy that is nearer for what never changes, and the first for pointers', async () => {
    const read: string[] = []
    const watch = (store: MemoryStore, name: string): ObjectStore => ({
      ...store,
      load: async (key) => (read.push(`${name} ${key.split('/')[0]}`), await store.load(key)),
    })
    const [one, other] = [watch(first, 'first'), watch(copy, 'copy')]
    const vault = vaultOver(
      new FallbackStore({ first: one, copy: other, isCopyNearer: true, tell: () => {} }),
    )
    const { manifest } = (await vault.latest(ORDERS))!.pointer
    read.length = 0
    await vault.latest(ORDERS)
    await vault.readManifest(manifest)
    expect(read).toEqual(['first latest', 'copy points'])
  })

  test('does not take a refusal for an absence', async () => {
    const denied: ObjectStore = { ...first, load: () => Promise.reject(new AccessDeniedError('no')) }
    copy.objects.delete(latestKey(ORDERS))
    await expect(open(false, denied).load(latestKey(ORDERS))).rejects.toThrow(AccessDeniedError)
  })

  test('fails as the first does when the copy is gone too', async () => {
    const store = new FallbackStore({
      first: unreachableStore(GONE),
      copy: unreachableStore(GONE, 's3://second'),
      tell: () => {},
    })
    await expect(store.load('vault.json')).rejects.toThrow(VaultUnavailableError)
    await expect(Array.fromAsync(store.list(''))).rejects.toThrow(VaultUnavailableError)
  })

  test.each<[string, () => ObjectStore, string]>([
    ['is not there', () => createMemoryStore(), 'there is no vault at s3://first'],
    ['is gone', () => unreachableStore(GONE), 's3://first cannot be reached (There is no bucket first)'],
  ])('that %s says so of its copy as well, and never that it is read', async (_, make, what) => {
    copy.objects.clear()
    const reading = open(false, { ...make(), url: 's3://first' }).load('vault.json')
    const message = `No vault can be read: ${what}, and there is no vault at s3://second`
    await expect(reading).rejects.toMatchObject({ name: 'VaultUnavailableError', message })
    expect(told).toEqual([])
  })

  test('works without its copy, and says so once', async () => {
    const store = new FallbackStore({
      first,
      copy: unreachableStore(GONE, 's3://second'),
      tell: (message) => told.push(message),
    })
    expect((await verify(store)).damage).toEqual([])
    expect(told).toHaveLength(1)
  })

  test('writes to the first, under the conditions that hold there', async () => {
    const store = open()
    await put(store, 'restores/r-2/plan.json', 'plan')
    await put(store, 'restores/r-2/plan.json', 'plan 2')
    expect(copy.objects.has('restores/r-2/plan.json')).toBe(false)
    expect(Buffer.from(first.objects.get('restores/r-2/plan.json')!.bytes).toString()).toBe('plan 2')
  })

  test('writes journals to the copy while the first is gone, and goes on with them there when it is back', async () => {
    await put(open(false, unreachableStore(GONE)), 'restores/r-2/lock.json', 'held')
    const back = open()
    expect(Buffer.from((await back.load('restores/r-2/lock.json'))!.bytes).toString()).toBe('held')
    await put(back, 'restores/r-2/lock.json', 'free')
    expect(Buffer.from(copy.objects.get('restores/r-2/lock.json')!.bytes).toString()).toBe('free')
    const absent = { size: 1, condition: 'absent' } as const
    await expect(back.write('restores/r-2/lock.json', Buffer.from('x'), absent)).rejects.toThrow('already')
  })

  test('never captures into the copy', async () => {
    const vault = vaultOver(open(false, unreachableStore(GONE)))
    await expect(capture(vault, 'orders', 'orders 4')).rejects.toThrow(VaultUnavailableError)
  })

  test('refuses a copy of another vault', async () => {
    copy.objects.clear()
    await capture(vaultOver(copy, 'vault-2'), 'other', 'other 1')
    await expect(vaultOver(open()).latest(ORDERS)).rejects.toThrow(SettingInvalidError)
  })
})
