import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { DownloadCorruptError, NotFoundError, PreconditionFailedError } from '../../shared/errors.ts'
import type { ObjectStore, WriteCondition } from '../../shared/ports/object-store.ts'

const KEY = 'latest/123456789012/eu-west-1/function/hello.json'
const MEGABYTE = 1024 * 1024

/** Bytes that are announced as what they are. */
async function write(store: ObjectStore, key: string, text: string, condition: WriteCondition = 'absent') {
  const bytes = Buffer.from(text)
  return await store.write(key, bytes, { size: bytes.length, condition })
}

async function read(store: ObjectStore, key: string): Promise<string> {
  return (await buffer(await store.read(key))).toString()
}

async function keys(store: ObjectStore, prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}

/** `count` chunks of one megabyte, each different; made as they are read. */
function* chunks(count: number): Generator<Buffer> {
  for (let i = 0; i < count; i += 1) yield Buffer.alloc(MEGABYTE, i + 1)
}

function hashOf(parts: Iterable<Uint8Array>): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/**
 * What every ObjectStore promises.
 *
 * @param open gives an empty store for each test
 */
export function objectStoreContract(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} as a store`, () => {
    test('gives back what was written, with its size and version', async () => {
      const store = await open()
      const written = await write(store, KEY, 'hello')
      expect(await read(store, KEY)).toBe('hello')
      expect(Buffer.from((await store.load(KEY))!.bytes).toString()).toBe('hello')
      expect(await store.stat(KEY)).toMatchObject({ key: KEY, size: 5, version: written.version })
      expect((await store.load(KEY))!.version).toBe(written.version)
    })

    test('dates what was written', async () => {
      const store = await open()
      await write(store, KEY, 'hello')
      expect((await store.stat(KEY))!.modifiedAt.getTime()).toBeGreaterThan(0)
    })

    test('keeps an empty object', async () => {
      const store = await open()
      await write(store, KEY, '')
      expect(await read(store, KEY)).toBe('')
      expect((await store.stat(KEY))!.size).toBe(0)
    })

    test('says that nothing is there by undefined, and by NotFoundError where bytes are asked for', async () => {
      const store = await open()
      expect(await store.load(KEY)).toBeUndefined()
      expect(await store.stat(KEY)).toBeUndefined()
      await expect(store.read(KEY)).rejects.toThrow(NotFoundError)
    })

    test('does not take a folder for an object', async () => {
      const store = await open()
      await write(store, KEY, 'hello')
      expect(await store.stat('latest/123456789012')).toBeUndefined()
    })

    test('streams a large body in and out', async () => {
      const store = await open()
      const sha256 = hashOf(chunks(24))
      const options = { size: 24 * MEGABYTE, sha256, condition: 'absent' } as const
      await store.write(KEY, Readable.from(chunks(24), { objectMode: false }), options)
      expect(hashOf([await buffer(await store.read(KEY))])).toBe(sha256)
    })

    test('takes a small stream whose hash nobody knows', async () => {
      const store = await open()
      await store.write(KEY, Readable.from([Buffer.from('hel'), Buffer.from('lo')]), {
        size: 5,
        condition: 'absent',
      })
      expect(await read(store, KEY)).toBe('hello')
    })

    test.each([
      ['another hash', { size: 2 * MEGABYTE, sha256: '0'.repeat(64) }],
      ['fewer bytes than announced', { size: 2 * MEGABYTE + 1, sha256: hashOf(chunks(2)) }],
      ['more bytes than announced', { size: 2 * MEGABYTE - 1, sha256: hashOf(chunks(2)) }],
    ])('refuses a stream with %s, and keeps nothing of it', async (_what, announced) => {
      const store = await open()
      const body = Readable.from(chunks(2), { objectMode: false })
      const writing = store.write(KEY, body, { ...announced, condition: 'absent' })
      await expect(writing).rejects.toThrow(DownloadCorruptError)
      expect(await store.stat(KEY)).toBeUndefined()
      expect(body.destroyed).toBe(true)
    })

    test.each([
      ['another hash', { size: 5, sha256: '0'.repeat(64) }],
      ['another size', { size: 6 }],
    ])('refuses bytes at hand with %s', async (_what, announced) => {
      const store = await open()
      const writing = store.write(KEY, Buffer.from('hello'), { ...announced, condition: 'absent' })
      await expect(writing).rejects.toThrow(DownloadCorruptError)
      expect(await store.stat(KEY)).toBeUndefined()
    })

    test('keeps nothing of a stream that breaks off, and raises why', async () => {
      const store = await open()
      const body = Readable.from(
        (function* () {
          yield Buffer.alloc(MEGABYTE, 1)
          throw new Error('the line went dead')
        })(),
        { objectMode: false },
      )
      const options = { size: 2 * MEGABYTE, sha256: hashOf(chunks(2)), condition: 'absent' } as const
      await expect(store.write(KEY, body, options)).rejects.toThrow('the line went dead')
      expect(await store.stat(KEY)).toBeUndefined()
    })

    test('does not replace what is there when nothing is expected there', async () => {
      const store = await open()
      await write(store, KEY, 'first')
      await expect(write(store, KEY, 'second')).rejects.toThrow(PreconditionFailedError)
      expect(await read(store, KEY)).toBe('first')
    })

    test('does not replace what is there by a stream either', async () => {
      const store = await open()
      await write(store, KEY, 'first')
      const options = { size: 2 * MEGABYTE, sha256: hashOf(chunks(2)), condition: 'absent' } as const
      const body = Readable.from(chunks(2), { objectMode: false })
      await expect(store.write(KEY, body, options)).rejects.toThrow(PreconditionFailedError)
      expect(await read(store, KEY)).toBe('first')
    })

    test('replaces the version that is expected, and only that', async () => {
      const store = await open()
      const first = await write(store, KEY, 'first')
      const second = await write(store, KEY, 'other', { version: first.version })
      expect(second.version).not.toBe(first.version)
      await expect(write(store, KEY, 'third', { version: first.version })).rejects.toThrow(
        PreconditionFailedError,
      )
      expect(await read(store, KEY)).toBe('other')
    })

    test('does not write a version of what is not there', async () => {
      const store = await open()
      const { version } = await write(store, KEY, 'first')
      await expect(write(store, 'latest/other.json', 'x', { version })).rejects.toThrow(
        PreconditionFailedError,
      )
    })

    test('lets one of 16 writers win where nothing is expected', async () => {
      const store = await open()
      const tries = await Promise.allSettled(Array.from({ length: 16 }, (_, i) => write(store, KEY, `w${i}`)))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const winner = tries.findIndex(({ status }) => status === 'fulfilled')
      expect(await read(store, KEY)).toBe(`w${winner}`)
      for (const { reason } of tries.filter((result) => result.status === 'rejected')) {
        expect(reason).toBeInstanceOf(PreconditionFailedError)
      }
    })

    test('loses none of 16 counters that each add one', async () => {
      const store = await open()
      await write(store, KEY, '0')
      await Promise.all(Array.from({ length: 16 }, () => addOne(store)))
      expect(await read(store, KEY)).toBe('16')
    })

    test('lists in order of key what begins with the prefix, and nothing else', async () => {
      const store = await open()
      for (const key of ['b/1', 'a/b/1', 'ab/1', 'a/b.json', 'a/b-c/1']) {
        await write(store, key, key)
      }
      expect(await keys(store, 'a/')).toEqual(['a/b-c/1', 'a/b.json', 'a/b/1'])
      expect(await keys(store, 'a/b')).toEqual(['a/b-c/1', 'a/b.json', 'a/b/1'])
      expect(await keys(store, 'a')).toEqual(['a/b-c/1', 'a/b.json', 'a/b/1', 'ab/1'])
      expect(await keys(store, '')).toEqual(['a/b-c/1', 'a/b.json', 'a/b/1', 'ab/1', 'b/1'])
      expect(await keys(store, 'nothing/')).toEqual([])
    })

    test('lists what comes after a key, whether that is there or not', async () => {
      const store = await open()
      for (const key of ['latest/a', 'latest/b/1', 'latest/b/2', 'latest/c', 'points/x'])
        await write(store, key, key)
      const behind = async (after: string) =>
        (await Array.fromAsync(store.list('latest/', after))).map(({ key }) => key)
      expect(await behind('latest/b/1')).toEqual(['latest/b/2', 'latest/c'])
      expect(await behind('latest/bb')).toEqual(['latest/c'])
      expect(await behind('blobs/')).toHaveLength(4)
      expect(await behind('latest/c')).toEqual([])
    })

    test('lists sizes and versions as stat gives them', async () => {
      const store = await open()
      const { version } = await write(store, KEY, 'hello')
      const listed = await Array.fromAsync(store.list('latest/'))
      expect(listed).toMatchObject([{ key: KEY, size: 5, version }])
    })

    test('keeps keys whose names are URI-encoded', async () => {
      const store = await open()
      const key = `points/${encodeURIComponent('a b/ü%$')}/x.json`
      await write(store, key, 'hello')
      expect(await read(store, key)).toBe('hello')
      expect(await keys(store, 'points/')).toEqual([key])
    })
  })
}

/** Reads, adds one and writes back, again and again until nobody came between. */
async function addOne(store: ObjectStore): Promise<void> {
  for (;;) {
    const { bytes, version } = (await store.load(KEY))!
    const sum = `${Number(Buffer.from(bytes).toString()) + 1}`
    try {
      await write(store, KEY, sum, { version })
      return
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error
    }
  }
}
