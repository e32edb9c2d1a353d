import { randomUUID } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { S3Store, createVaultClient } from '../../shared/aws/s3-store.ts'
import { VaultUnavailableError } from '../../shared/errors.ts'
import { realClock } from './directory-places.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'
import { retentionStoreContract } from './retention-store.ts'
import { s3PagesContract } from './s3-pages.ts'
import { s3Stores } from './s3-places.ts'

// 16 writers that all lose but one, again and again, are some hundred requests.
jest.setTimeout(60_000)

const bucket = `holdfast-contract-${randomUUID()}`
const client = createVaultClient()
const open = s3Stores({ client, bucket })

beforeAll(async () => {
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
})
afterAll(() => client.destroy())

objectStoreContract('S3 on the emulator', open)
racingWritersContract('S3 on the emulator', open)
retentionStoreContract('S3 on the emulator', open)
s3PagesContract(open)

test('a bucket that does not exist is told apart from an object that does not', async () => {
  const store = new S3Store(
    { client, clock: realClock },
    { bucket: `holdfast-nowhere-${randomUUID()}`, prefix: '' },
  )
  await expect(store.load('vault.json')).rejects.toThrow(VaultUnavailableError)
})
