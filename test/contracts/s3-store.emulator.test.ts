import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll } from '@jest/globals'
import { S3Store, createVaultClient } from '../../shared/aws/s3-store.ts'
import { objectStoreContract } from './object-store.ts'

/** The emulator plays S3, unless HOLDFAST_TEST_BUCKET names a bucket of AWS: `s3://bucket/prefix`. */
const real = process.env['HOLDFAST_TEST_BUCKET']
const { host: bucket, pathname } = new URL(real ?? `s3://holdfast-contract-${randomUUID()}`)
const base = `${pathname.slice(1)}/contract-${randomUUID()}`.replace(/^\//, '')

const client = createVaultClient()
const clock = { now: () => new Date(), sleep: async (ms: number) => await setTimeout(ms) }

beforeAll(async () => {
  if (real === undefined) await client.send(new CreateBucketCommand({ Bucket: bucket }))
})
afterAll(() => client.destroy())

let count = 0
objectStoreContract(real === undefined ? 'S3 on the emulator' : `S3 at ${real}`, async () => {
  count += 1
  return new S3Store({ client, clock }, { bucket, prefix: `${base}/${count}` })
})
