import { Readable } from 'node:stream'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { S3Store, createVaultClient } from '../../../shared/aws/s3-store.ts'
import {
  AccessDeniedError,
  DownloadCorruptError,
  PreconditionFailedError,
  VaultUnavailableError,
} from '../../../shared/errors.ts'
import { startFakeS3 } from '../../fakes/fake-s3.ts'
import { blobRef } from '../../fakes/points.ts'

const s3 = await startFakeS3()
Object.assign(process.env, {
  AWS_ENDPOINT_URL_S3: s3.endpoint,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
})
const client = createVaultClient()
const waits: number[] = []
const clock = {
  now: () => new Date('2026-01-01T00:00:00Z'),
  sleep: async (ms: number) => {
    waits.push(ms)
  },
}
const store = new S3Store({ client, clock }, { bucket: 'bucket', prefix: 'some/prefix' })

const HELLO = Buffer.from('hello')
const LOST = { status: 412, code: 'PreconditionFailed' }
const CONFLICT = { status: 409, code: 'ConditionalRequestConflict' }
const DONE = { status: 200 }

const writeBytes = async () => await store.write('key', HELLO, { size: 5, condition: 'absent' })
const writeStream = async () =>
  await store.write('key', Readable.from([HELLO], { objectMode: false }), {
    ...blobRef('hello'),
    condition: 'absent',
  })

beforeEach(() => {
  waits.length = 0
})
afterAll(() => {
  client.destroy()
  s3.server.close()
})

describe('a write to S3', () => {
  test.each([
    ['bytes', writeBytes],
    ['a stream', writeStream],
  ])(
    'of %s goes in one part, with its length and hash, and leaves encryption to the bucket',
    async (_, write) => {
      s3.answer(DONE)
      await write()
      const [request] = s3.requests
      expect(request).toMatchObject({ method: 'PUT', body: HELLO })
      expect(request?.path).toBe('/bucket/some/prefix/key?x-id=PutObject')
      expect(request?.headers).toMatchObject({
        'content-length': '5',
        'if-none-match': '*',
        'x-amz-checksum-sha256': Buffer.from(blobRef('hello').sha256, 'hex').toString('base64'),
      })
      const names = Object.keys(request?.headers ?? {})
      expect(
        names.filter((name) => /trailer|transfer-encoding|content-encoding|server-side/.test(name)),
      ).toEqual([])
    },
  )

  test('over a version names it', async () => {
    s3.answer(DONE)
    await store.write('key', HELLO, { size: 5, condition: { version: '"etag"' } })
    expect(s3.requests[0]?.headers).toMatchObject({ 'if-match': '"etag"' })
    expect(s3.requests[0]?.headers).not.toHaveProperty('if-none-match')
  })

  test('that lost its race says so, and is not sent again', async () => {
    s3.answer(LOST)
    await expect(writeBytes()).rejects.toThrow(PreconditionFailedError)
    expect(s3.requests).toHaveLength(1)
  })

  test('over a version of what is gone lost its race as well', async () => {
    s3.answer({ status: 404, code: 'NoSuchKey' })
    const writing = store.write('key', HELLO, { size: 5, condition: { version: '"etag"' } })
    await expect(writing).rejects.toThrow(PreconditionFailedError)
  })

  test('that met another one under way is sent again, a little later each time', async () => {
    s3.answer(CONFLICT, CONFLICT, DONE)
    await writeBytes()
    expect(s3.requests).toHaveLength(3)
    expect(waits).toEqual([50, 100])
  })

  test('that meets another one again and again lost its race', async () => {
    s3.answer(CONFLICT)
    await expect(writeBytes()).rejects.toThrow(PreconditionFailedError)
    expect(s3.requests).toHaveLength(4)
  })

  test('of a stream, which cannot be sent twice, lost its race at the first conflict', async () => {
    s3.answer(CONFLICT)
    await expect(writeStream()).rejects.toThrow(PreconditionFailedError)
    expect(s3.requests).toHaveLength(1)
  })

  test('of a stream that breaks off is broken off as well, and fails with the cause', async () => {
    s3.answer(DONE)
    const body = Readable.from(
      (function* () {
        yield Buffer.alloc(100_000)
        yield Buffer.alloc(100_000)
        throw new Error('the line went dead')
      })(),
      { objectMode: false },
    )
    const announced = { size: 300_000, sha256: '0'.repeat(64), condition: 'absent' } as const
    await expect(store.write('key', body, announced)).rejects.toThrow('the line went dead')
    expect(s3.requests).toHaveLength(0)
  })

  test('of a stream of other bytes is broken off before its end', async () => {
    s3.answer(DONE)
    const body = Readable.from([Buffer.alloc(100_000), Buffer.alloc(100_000)], { objectMode: false })
    const announced = { size: 200_000, sha256: '0'.repeat(64), condition: 'absent' } as const
    await expect(store.write('key', body, announced)).rejects.toThrow(DownloadCorruptError)
    expect(s3.requests).toHaveLength(0)
  })

  test('that is not allowed says so', async () => {
    s3.answer({ status: 403, code: 'AccessDenied' })
    await expect(writeBytes()).rejects.toThrow(AccessDeniedError)
  })

  test('into a bucket that is not there says that', async () => {
    s3.answer({ status: 404, code: 'NoSuchBucket' })
    await expect(writeBytes()).rejects.toThrow(VaultUnavailableError)
  })
})
