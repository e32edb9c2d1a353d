import { mkdir, mkdtemp, readdir, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { AccessDeniedError, VaultUnavailableError } from '../../../shared/errors.ts'
import { onDisk } from '../../../shared/vault/directory-files.ts'
import { DirectoryStore } from '../../../shared/vault/directory-store.ts'

const root = await mkdtemp(join(tmpdir(), 'holdfast-directory-'))
afterAll(async () => await rm(root, { recursive: true }))

const NOW = new Date('2026-01-10T00:00:00Z')
const clock = { now: () => NOW, sleep: async () => {} }
const BODY = Buffer.from('hello')

/** A store in a directory of its own that is not there yet. */
async function open() {
  const directory = join(await mkdtemp(join(root, 'store-')), 'vault')
  return { directory, store: new DirectoryStore(directory, clock) }
}

const write = async (store: DirectoryStore, key: string) =>
  await store.write(key, BODY, { size: 5, condition: 'absent' })

describe('a directory', () => {
  test('holds files that their owner alone can read', async () => {
    const { directory, store } = await open()
    await write(store, 'points/key.json')
    expect((await stat(join(directory, 'points'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(directory, 'points/key.json'))).mode & 0o777).toBe(0o600)
  })

  test('is left without unfinished files, whether a write was done or refused', async () => {
    const { directory, store } = await open()
    await write(store, 'key')
    await expect(write(store, 'key')).rejects.toThrow()
    await expect(store.write('other', BODY, { size: 6, condition: 'absent' })).rejects.toThrow()
    expect(await readdir(join(directory, '.holdfast'))).toEqual([])
  })

  test('does not list unfinished files', async () => {
    const { directory, store } = await open()
    await write(store, 'key')
    await mkdir(join(directory, '.holdfast/writing-1'))
    await writeFile(join(directory, '.holdfast/writing-1/body'), 'half')
    expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['key'])
  })

  test('shows nothing of a file before it is whole', async () => {
    const { store } = await open()
    const halfway = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const body = Readable.from(
      (async function* () {
        yield BODY
        halfway.resolve()
        await goOn.promise
      })(),
      { objectMode: false },
    )
    const writing = store.write('key', body, { size: 5, condition: 'absent' })
    await halfway.promise
    expect(await store.stat('key')).toBeUndefined()
    goOn.resolve()
    await writing
    expect(await store.stat('key')).toMatchObject({ size: 5 })
  })

  test('is rid of what a killed writer left the day before yesterday, but not of what one is writing', async () => {
    const { directory, store } = await open()
    for (const [name, days] of [
      ['writing-old', 2],
      ['writing-new', 0.5],
    ] as const) {
      const aside = join(directory, '.holdfast', name)
      await mkdir(aside, { recursive: true })
      await writeFile(join(aside, 'body'), 'half')
      const touched = new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000)
      await utimes(join(aside, 'body'), touched, touched)
      await utimes(aside, touched, touched)
    }
    await write(store, 'key')
    expect(await readdir(join(directory, '.holdfast'))).toEqual(['writing-new'])
  })

  test('dates what replaces a file later than the file, though the clock stands behind it', async () => {
    const { directory, store } = await open()
    await write(store, 'key')
    const ahead = new Date('2100-01-01T00:00:00Z')
    await utimes(join(directory, 'key'), ahead, ahead)
    for (let before = ahead, i = 0; i < 20; i += 1) {
      const { version } = (await store.stat('key'))!
      const replaced = await store.write('key', BODY, { size: 5, condition: { version } })
      expect(replaced.modifiedAt.getTime()).toBeGreaterThan(before.getTime())
      expect(await store.stat('key')).toEqual(replaced)
      before = replaced.modifiedAt
    }
  })

  test.each(['', '/key', 'a//b', '../key', 'a/../../key', 'a/.', '.holdfast/lock', 'a/\0'])(
    'has no place for the key %j',
    async (key) => {
      const { store } = await open()
      await expect(write(store, key)).rejects.toThrow(RangeError)
      await expect(store.load(key)).rejects.toThrow(RangeError)
    },
  )

  test.each(['EACCES', 'EPERM'])('names the file that may not be used: %s', async (code) => {
    const { store } = await open()
    const path = '/backups/latest/orders.json'
    const refusal = Object.assign(new Error(`${code}: open`), { code, path })
    const denied: unknown = await onDisk(store.url, () => Promise.reject(refusal)).catch(
      (error: unknown) => error,
    )
    expect(denied).toBeInstanceOf(AccessDeniedError)
    expect(denied).toMatchObject({ message: `Access to ${path} is denied: ${code}`, cause: refusal })
  })

  const onLinux = process.platform === 'linux' ? test : test.skip
  onLinux('is to blame for bytes that break off while they are read', async () => {
    const { directory, store } = await open()
    await mkdir(directory)
    // Its first page is never mapped.
    await symlink('/proc/self/mem', join(directory, 'key'))
    await expect(buffer(await store.read('key'))).rejects.toMatchObject({
      name: 'VaultUnavailableError',
      message: `${store.url} cannot be used: EIO`,
    })
  })

  onLinux('holds no file open whose bytes are given up before the first is read', async () => {
    const { directory, store } = await open()
    await write(store, 'key')
    const links = async () => {
      const all = (await readdir('/proc/self/fd')).map((fd) =>
        readlink(`/proc/self/fd/${fd}`).catch(() => ''),
      )
      return (await Promise.all(all)).filter((path) => path === join(directory, 'key'))
    }
    const body = await store.read('key')
    expect(await links()).toHaveLength(1)
    body.destroy()
    for (let look = 0; look < 100 && (await links()).length > 0; look += 1) await setImmediate()
    expect(await links()).toEqual([])
  })

  test('that is a file is unavailable', async () => {
    const { directory, store } = await open()
    await writeFile(directory, 'not a directory')
    await expect(write(store, 'key')).rejects.toThrow(VaultUnavailableError)
  })
})
