import { expect, test } from '@jest/globals'
import pLimit from 'p-limit'
import type { ObjectStore } from '../../shared/ports/object-store.ts'

/** S3 lists 1000 objects a page; only with more does a test see the second. */
export function s3PagesContract(open: () => Promise<ObjectStore>): void {
  test('S3 is listed to its last page', async () => {
    const store = await open()
    const keys = Array.from({ length: 1001 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
    const body = Buffer.from('x')
    await pLimit(16).map(keys, async (key) => await store.write(key, body, { size: 1, condition: 'absent' }))
    const listed = await Array.fromAsync(store.list('many/'))
    expect(listed.map(({ key }) => key)).toEqual(keys)
  })
}
