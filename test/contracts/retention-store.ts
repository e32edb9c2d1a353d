import { describe, expect, test } from '@jest/globals'
import { PreconditionFailedError } from '../../shared/errors.ts'
import type { RetentionStore } from '../../shared/ports/object-store.ts'

const KEY = 'blobs/sha256/ab/abc'

async function write(store: RetentionStore, key: string, text: string): Promise<string> {
  const bytes = Buffer.from(text)
  return (await store.write(key, bytes, { size: bytes.length, condition: 'absent' })).version
}

/**
 * What every RetentionStore promises besides what an ObjectStore does.
 *
 * @param open gives an empty store for each test
 */
export function retentionStoreContract(name: string, open: () => Promise<RetentionStore>): void {
  describe(`${name} as a store of retention`, () => {
    test('removes the version that it is told to, and nothing beside it', async () => {
      const store = await open()
      const version = await write(store, KEY, 'one')
      await write(store, `${KEY}d`, 'two')
      await store.remove(KEY, version)
      expect(await store.stat(KEY)).toBeUndefined()
      expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual([`${KEY}d`])
    })

    test('leaves another version where it is, and says so', async () => {
      const store = await open()
      const version = await write(store, KEY, 'one')
      const bytes = Buffer.from('two')
      await store.write(KEY, bytes, { size: bytes.length, condition: { version } })
      await expect(store.remove(KEY, version)).rejects.toThrow(PreconditionFailedError)
      expect(Buffer.from((await store.load(KEY))!.bytes).toString()).toBe('two')
    })

    test('does nothing where nothing stands', async () => {
      const store = await open()
      const version = await write(store, KEY, 'one')
      await store.remove(KEY, version)
      await store.remove(KEY, version)
      expect(await store.stat(KEY)).toBeUndefined()
    })

    test('takes the same key again after it was removed', async () => {
      const store = await open()
      await store.remove(KEY, await write(store, KEY, 'one'))
      await write(store, KEY, 'again')
      expect(Buffer.from((await store.load(KEY))!.bytes).toString()).toBe('again')
    })
  })
}
