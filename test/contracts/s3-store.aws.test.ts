import { afterAll, jest, test } from '@jest/globals'
import { createVaultClient } from '../../shared/aws/s3-store.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'
import { retentionStoreContract } from './retention-store.ts'
import { s3PagesContract } from './s3-pages.ts'
import { s3Stores } from './s3-places.ts'

// 16 writers that all lose but one, again and again, are some hundred requests.
jest.setTimeout(60_000)

/** A bucket of AWS to test against with the caller's credentials: `s3://bucket/prefix`. What is written stays there. */
const address = process.env['HOLDFAST_TEST_BUCKET']

if (address === undefined) {
  test.skip('S3 of AWS is asked only when HOLDFAST_TEST_BUCKET names a bucket', () => {})
} else {
  const { host: bucket, pathname } = new URL(address)
  const client = createVaultClient()
  const open = s3Stores({ client, bucket, prefix: pathname.replaceAll(/^\/|\/$/g, '') })
  afterAll(() => client.destroy())

  objectStoreContract(`S3 at ${address}`, open)
  racingWritersContract(`S3 at ${address}`, open)
  retentionStoreContract(`S3 at ${address}`, open)
  s3PagesContract(open)
}
