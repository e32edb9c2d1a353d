import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { guardedStore } from '../../fakes/guarded-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { filledVault } from './sample-vault.ts'
import { fakeWorld, holdfast } from './terminal.ts'

let store: MemoryStore

beforeEach(async () => {
  store = (await filledVault()).store
})

function damageBlobs(): readonly string[] {
  const keys = [...store.objects.keys()].filter((key) => key.startsWith('blobs/'))
  for (const key of keys) {
    const held = store.objects.get(key)!
    store.objects.set(key, { ...held, bytes: Buffer.alloc(held.bytes.length) })
  }
  return keys
}

describe('holdfast verify', () => {
  test('says that a vault is whole, and what was checked', async () => {
    const { out, code } = await holdfast(fakeWorld(store), 'verify')
    expect(code).toBe(0)
    expect(out).toMatch(/^checked 5 manifests, 3 pointers, 0 inventories, 3 blobs \(0 unreferenced\)\n/)
    expect(out).toContain('memory: is whole.')
  })

  test('finds damaged bytes only when it reads them, and then ends with 6 and names them', async () => {
    const keys = damageBlobs()
    expect((await holdfast(fakeWorld(store), 'verify')).code).toBe(0)
    const { out, code } = await holdfast(fakeWorld(store), 'verify', '--read-data')
    expect(code).toBe(6)
    for (const key of keys) expect(out).toContain(key)
    expect(out).toContain(`memory: is damaged: ${keys.length} findings.`)
  })

  test('ends with 5 when all that is wrong is a right that is missing, and names the file', async () => {
    const key = [...store.objects.keys()].find((one) => one.startsWith('latest/')) ?? ''
    const { out, code } = await holdfast(fakeWorld(guardedStore(store, [key])), 'verify')
    expect(code).toBe(5)
    expect(out).toMatch(/^unreadable +latest/m)
    expect(out).toContain(`Access to /backups/${key} is denied: EACCES`)
    expect(out).toContain('memory: may not be read wholly: 1 finding.')
  })

  test.each([
    ['damage that the comparison alone finds', 6, 'cut', /^blobs/],
    ['what is overdue', 3, 'lost', /mailer/],
    ['nothing', 5, 'lost', /^$/],
  ])('where points of a copy may not be read, %s counts more', async (_what, ending, become, which) => {
    const copy = { ...createMemoryStore(), url: 'memory:copy' }
    await copyVault({ from: store, to: copy, clock: fakeWorld().clock })
    for (const [key, held] of copy.objects) {
      if (!which.test(key)) continue
      if (become === 'lost') copy.objects.delete(key)
      else copy.objects.set(key, { ...held, bytes: Buffer.from('x') })
    }
    const points = [...copy.objects.keys()].filter((key) => key.startsWith('points/'))
    const openStore = (url: string) => (url === copy.url ? guardedStore(copy, points) : store)
    const world = { ...fakeWorld(store), openStore }
    const { code, json } = await holdfast(world, 'verify', '--copy', copy.url, '--json')
    const { damage } = json() as { damage: readonly { kind: string }[] }
    expect(new Set(damage.map(({ kind }) => kind))).toEqual(new Set(['unreadable']))
    expect(code).toBe(ending)
  })

  test('says how many bytes it read', async () => {
    const blobs = [...store.objects].filter(([key]) => key.startsWith('blobs/'))
    const bytes = blobs.reduce((sum, [, held]) => sum + held.bytes.length, 0)
    const { json } = await holdfast(fakeWorld(store), 'verify', '--json', '--read-data')
    expect(json()).toMatchObject({ checked: { blobsRead: 3, bytesRead: bytes } })
  })

  test('reads everything once when all its parts are run', async () => {
    damageBlobs()
    const parts = await Promise.all(
      [1, 2, 3].map((part) => holdfast(fakeWorld(store), 'verify', '--json', `--read-data=${part}/3`)),
    )
    const damage = parts.flatMap((printed) => printed.json()['damage'] as { key: string }[])
    expect(damage.map(({ key }) => key).toSorted()).toEqual(
      [...store.objects.keys()].filter((key) => key.startsWith('blobs/')).toSorted(),
    )
  })

  test('gives programs the report as one object', async () => {
    store.objects.set('points/readme.txt', { bytes: Buffer.from('x'), version: 'w', modifiedAt: new Date(0) })
    const { json } = await holdfast(fakeWorld(store), 'verify', '--json')
    expect(json()).toMatchObject({
      ok: true,
      exitCode: 0,
      url: 'memory:',
      checked: { manifests: 5 },
      damage: [],
      notices: [{ kind: 'foreign-file', key: 'points/readme.txt' }],
    })
  })

  test('says when there is no vault', async () => {
    const { err, code } = await holdfast(fakeWorld(createMemoryStore()), 'verify')
    expect(code).toBe(1)
    expect(err).toContain('There is no vault at memory:')
  })

  test.each(['0/3', '4/3', 'x'])('refuses the part %s', async (part) => {
    const { err, code } = await holdfast(fakeWorld(store), 'verify', `--read-data=${part}`)
    expect(code).toBe(2)
    expect(err).toContain('It must be k/n, with k from 1 to n.')
  })
})
