import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { World } from '../../../cli/world.ts'
import { DirectoryStore } from '../../../shared/vault/directory-store.ts'
import { blobKey, latestKey } from '../../../shared/vault/layout.ts'
import { createFakeLocks } from '../../fakes/fake-locks.ts'
import { capture, fillVault, put, vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef } from '../../fakes/points.ts'
import { fakeWorld, holdfast } from './terminal.ts'

jest.setTimeout(60_000)

let folder: string
let vault: MemoryStore
let address: string
let identity: string
let recipient: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-mirror-'))
  address = pathToFileURL(join(folder, 'copy')).href
  vault = createMemoryStore(() => new Date('2026-11-20T00:00:00Z'))
  await fillVault(vault)
  identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
  await writeFile(join(folder, 'key.txt'), `# created: today\n${identity}\n`)
})

afterEach(() => rm(folder, { recursive: true }))

/** The vault in memory, and directories. */
function world(): World {
  const fake = fakeWorld(vault)
  const open = (url: string) =>
    url === 'memory:' ? vault : new DirectoryStore(new URL(url).pathname, fake.clock)
  return {
    ...fake,
    openStore: open,
    openRetentionStore: open,
    openVault: (url) => vaultOver(open(url)),
    readFile: (path) => readFile(path, 'utf8'),
  }
}

const run = (...argv: readonly string[]) => holdfast(world(), ...argv)
const withKey = (...argv: readonly string[]) => run('--identity', join(folder, 'key.txt'), ...argv)
const filesOf = async () =>
  await Array.fromAsync(new DirectoryStore(join(folder, 'copy'), world().clock).list(''))

describe('holdfast mirror', () => {
  test('makes a copy that verifies, lists and shows like the vault', async () => {
    const { code, out } = await run('mirror', address)
    expect(code).toBe(0)
    expect(out).toContain(`${address} has everything of memory:`)
    expect((await run('verify', '--read-data', '--vault', address)).code).toBe(0)
    const { out: list } = await run('list', '--vault', address)
    expect(list.replace(address, 'memory:')).toBe((await run('list')).out)
  })

  test('copies only what is new, and tells programs what it did', async () => {
    await run('mirror', address)
    await capture(vaultOver(vault), 'billing', 'billing 2')
    const { json } = await run('mirror', address, '--json')
    expect(json()).toMatchObject({
      ok: true,
      state: 'complete',
      objects: { blobs: { copied: 1, present: 5 }, points: { copied: 1 }, pointers: { copied: 1 } },
    })
  })

  test('copies back into an empty place', async () => {
    await run('mirror', address)
    const keys = [...vault.objects.keys()]
    vault.objects.clear()
    expect((await run('mirror', 'memory:', '--vault', address)).code).toBe(0)
    const lost = keys.filter((key) => !vault.objects.has(key))
    expect(lost.every((key) => /lock|token|sweeps|alerts|parts/.test(key))).toBe(true)
  })

  test('ends with 6 and names what is damaged in the vault', async () => {
    const [key] = [...vault.objects.keys()].filter((one) => one.startsWith('blobs/'))
    vault.objects.set(key!, { ...vault.objects.get(key!)!, bytes: Buffer.from('x') })
    const { code, out } = await run('mirror', address)
    expect(code).toBe(6)
    expect(out).toContain(key)
    expect(out).toContain('BlobCorruptError')
  })

  test('refuses the copy of another vault', async () => {
    const other = new DirectoryStore(join(folder, 'copy'), world().clock)
    await capture(vaultOver(other, 'vault-2'), 'other', 'other 1')
    const { code, err } = await run('mirror', address)
    expect(code).toBe(2)
    expect(err).toContain('is another vault')
  })

  test('removes what retention removed only when asked to', async () => {
    await run('mirror', address)
    const expired = [...vault.objects.keys()].find((key) => /^expired\/.*function/.test(key))!
    vault.objects.delete(expired)
    await run('mirror', address)
    expect((await filesOf()).some(({ key }) => key === expired)).toBe(true)
    const { json } = await run('mirror', address, '--prune', '--json')
    expect(json()).toMatchObject({ pruned: { manifests: 1 } })
    expect((await filesOf()).some(({ key }) => key === expired)).toBe(false)
  })

  test('hides nothing that is locked in the copy: neither points nor bytes that no point names', async () => {
    const made = createMemoryStore(() => new Date('2026-11-20T00:00:00Z'))
    const copy = { ...made, url: 's3://copy' }
    const prune = async (now: Date) => {
      const here = world()
      const openLocks = (url: string) => (url === 's3://copy' ? createFakeLocks(copy, () => now) : undefined)
      const openStore = (url: string) => (url === 's3://copy' ? copy : here.openStore(url))
      const stores = { openStore, openRetentionStore: openStore as World['openRetentionStore'] }
      const clock = { ...here.clock, now: () => now }
      const locked = { ...here, ...stores, openLocks, clock }
      return (await holdfast(locked, 'mirror', 's3://copy', '--prune', '--json')).json()
    }
    await prune(new Date('2026-11-21T12:00:00Z'))
    const expired = [...copy.objects.keys()].find((key) => /^expired\/.*function/.test(key))!
    const unnamed = blobKey(blobRef('unnamed').sha256)
    vault.objects.delete(expired)
    await put(copy, unnamed, 'unnamed')
    for (const key of [expired, unnamed]) {
      const lock = { mode: 'compliance', until: new Date('2027-01-01T00:00:00Z') } as const
      copy.objects.set(key, { ...copy.objects.get(key)!, lock })
    }
    for (const day of [22, 30]) {
      const report = await prune(new Date(`2026-11-${day}T12:00:00Z`))
      expect(report).toMatchObject({ ok: true, pruned: { manifests: 0, locked: 1, bytesFreed: 0 } })
    }
    for (const day of ['02', '20']) await prune(new Date(`2027-01-${day}T12:00:00Z`))
    expect([expired, unnamed].filter((key) => copy.objects.has(key))).toEqual([])
  })

  test('an emptied vault empties no copy', async () => {
    await run('mirror', address)
    for (const key of vault.objects.keys()) if (key !== 'vault.json') vault.objects.delete(key)
    expect((await run('mirror', address, '--prune')).code).toBe(0)
    expect((await run('verify', '--read-data', '--vault', address)).out).toContain('checked 5 manifests')
  })
})

describe('an encrypted copy', () => {
  test('is made without any secret, and shows no content', async () => {
    expect((await run('mirror', address, '--recipient', recipient)).code).toBe(0)
    for (const { key } of await filesOf()) {
      const bytes = await readFile(join(folder, 'copy', key))
      const isPlain = key === 'encryption.json' || key.startsWith('copies/')
      expect([key, bytes.subarray(0, 21).toString()]).toEqual([
        key,
        isPlain ? expect.stringMatching(/^\{/) : 'age-encryption.org/v1',
      ])
    }
  })

  test('is brought up to date without any secret, and nothing that stands is written again', async () => {
    await run('mirror', address, '--recipient', recipient)
    const before = new Map((await filesOf()).map(({ key, version }) => [key, version]))
    const { manifest } = await capture(vaultOver(vault), 'billing', 'billing 2')
    const { json } = await run('mirror', address, '--json')
    expect(json()).toMatchObject({ state: 'complete', recipients: [recipient] })
    const changed = (await filesOf()).filter(({ key, version }) => before.get(key) !== version)
    const named = changed.map(({ key }) => key).filter((key) => !/^(?:copies|blobs)\//.test(key))
    expect(named).toEqual(expect.arrayContaining([latestKey({ ...HELLO, name: 'billing' }), manifest]))
  })

  test('is verified, listed and compared with an identity', async () => {
    await run('mirror', address, '--recipient', recipient)
    expect((await withKey('verify', '--read-data', '--vault', address)).out).toContain('is whole')
    const { out: list } = await withKey('list', '--vault', address)
    expect(list.replace(address, 'memory:')).toBe((await run('list')).out)
    expect((await withKey('verify', '--copy', address)).code).toBe(0)
  })

  test('says what is wanting when it is read without one, or with another', async () => {
    await run('mirror', address, '--recipient', recipient)
    const without = await run('list', '--vault', address)
    expect(without.code).toBe(2)
    expect(without.err).toContain('--identity')
    await writeFile(join(folder, 'key.txt'), await generateX25519Identity())
    const other = await withKey('verify', '--vault', address)
    expect(other.code).toBe(2)
    expect(other.err).toContain('none of the identities')
  })

  test('names what was altered in it', async () => {
    await run('mirror', address, '--recipient', recipient)
    const blob = (await filesOf()).find(({ key }) => key.startsWith('blobs/'))!
    const path = join(folder, 'copy', blob.key)
    const bytes = await readFile(path)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    await writeFile(path, bytes)
    const { code, out } = await withKey('verify', '--read-data', '--vault', address)
    expect(code).toBe(6)
    expect(out).toContain('blob-corrupt')
  })

  test('is not mixed with another: not with a plain one, nor with other recipients, nor in a bucket', async () => {
    await run('mirror', address)
    expect((await run('mirror', address, '--recipient', recipient)).err).toContain('is not encrypted')
    const encrypted = pathToFileURL(join(folder, 'encrypted')).href
    await run('mirror', encrypted, '--recipient', recipient)
    const other = await identityToRecipient(await generateX25519Identity())
    expect((await run('mirror', encrypted, '--recipient', other)).err).toContain('other recipients')
    expect((await run('mirror', 's3://bucket', '--recipient', recipient)).code).toBe(2)
    expect((await run('mirror', encrypted, '--recipient', 'age1nonsense')).code).toBe(2)
  })

  test('never shows the identity, not even when it is wrong', async () => {
    await run('mirror', address, '--recipient', recipient)
    const broken = `${identity.slice(0, -1)}Q`
    await writeFile(join(folder, 'key.txt'), broken)
    const { err, out, code } = await withKey('--verbose', 'list', '--vault', address)
    expect(code).toBe(2)
    expect(err + out).not.toContain(broken.slice(20, 40))
  })
})

describe('holdfast verify --copy', () => {
  test('says that a copy has what it should have', async () => {
    await run('mirror', address)
    const { code, out } = await run('verify', '--copy', address)
    expect(code).toBe(0)
    expect(out).toContain(`${address} has what it should have of memory:`)
  })

  test('ends with 3 when the copy lacks what is older than allowed, and says by how much it lags', async () => {
    await run('mirror', address)
    await capture(vaultOver(vault), 'billing', 'billing 2')
    const { code, out, json } = await run('verify', '--copy', address, '--lag', '1h')
    expect(code).toBe(3)
    expect(out).toContain('point-missing')
    expect(json).toThrow()
    expect((await run('verify', '--copy', address, '--lag', '7d')).code).toBe(0)
    expect((await run('verify', '--copy', address, '--lag', '7d', '--json')).json()).toMatchObject({
      comparison: { vault: 'memory:', lag: 36 * 3600, overdue: 0 },
    })
  })

  test('ends with 6 when the copy is damaged', async () => {
    await run('mirror', address)
    const blob = (await filesOf()).find(({ key }) => key.startsWith('blobs/'))!
    await writeFile(join(folder, 'copy', blob.key), 'x')
    const { code, out } = await run('verify', '--copy', address)
    expect(code).toBe(6)
    expect(out).toContain('blob-damaged')
  })
})

describe('--copy', () => {
  test('reads from the copy when the vault is gone, and says so once', async () => {
    await run('mirror', address)
    const list = await run('list')
    vault.objects.clear()
    const { code, out, err } = await run('list', '--copy', address)
    expect(code).toBe(0)
    expect(out).toBe(list.out)
    expect(err).toBe(`memory: lacks some of what is asked for; reading that from ${address}.\n`)
  })

  test('is taken from HOLDFAST_COPY as well', async () => {
    await run('mirror', address)
    vault.objects.clear()
    const env = { HOLDFAST_VAULT: 'memory:', HOLDFAST_COPY: address }
    expect((await holdfast({ ...world(), env }, 'list')).code).toBe(0)
  })
})
