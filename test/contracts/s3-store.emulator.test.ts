import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pLimit from 'p-limit'
import { S3Store, createVaultClient } from '../../shared/aws/s3-store.ts'
import { VaultUnavailableError } from '../../shared/errors.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'

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
const open = async () => {
  count += 1
  return new S3Store({ client, clock }, { bucket, prefix: `${base}/${count}` })
}

const name = real === undefined ? 'S3 on the emulator' : `S3 at ${real}`
objectStoreContract(name, open)
racingWritersContract(name, open)

test('S3 is listed to its last page', async () => {
  const store = await open()
  const keys = Array.from({ length: 1001 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
  const body = Buffer.from('x')
  await pLimit(16).map(keys, async (key) => await store.write(key, body, { size: 1, condition: 'absent' }))
  const listed = await Array.fromAsync(store.list('many/'))
  expect(listed.map(({ key }) => key)).toEqual(keys)
})

test('a bucket that does not exist is told apart from an object that does not', async () => {
  const store = new S3Store({ client, clock }, { bucket: `holdfast-nowhere-${randomUUID()}`, prefix: '' })
  await expect(store.load('vault.json')).rejects.toThrow(VaultUnavailableError)
})
