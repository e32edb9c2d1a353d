import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetFunctionCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { BuiltCli, Ended } from '../../local/built-cli.ts'
import { buildCli } from '../../local/built-cli.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { createFunction } from '../../local/estate/create-function.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { NODE } from '../../local/estate/settings.ts'
import { FLOW_TIMEOUT } from './flow.ts'
import type { RestoreFlow } from './restoring.ts'
import { openRestoreFlow } from './restoring.ts'

jest.setTimeout(FLOW_TIMEOUT)

const FIRST = 'copy-flow-first'
const SECOND = 'copy-flow-second'
const NAME = 'ledger'
const QUICKLY = ['--quota-share', '1'] as const

let flow: RestoreFlow
let cli: BuiltCli

beforeAll(async () => {
  flow = await openRestoreFlow()
  const folder = join(flow.folder, 'cli')
  await mkdir(folder)
  cli = (await buildCli(folder))({ ...flow.machine.environment, HOLDFAST_VAULT: `s3://${FIRST}` })
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  const clients = flow.inRegion()
  await clients.of(IAMClient).send(new CreateRoleCommand({ RoleName: NAME, AssumeRolePolicyDocument }))
  await createBucket(FIRST, REGIONS.hub)
  await createBucket(SECOND, REGIONS.far)
  await createFunction(clients, {
    name: NAME,
    code: { type: 'folder', folder: 'orders-api', generated: [releaseFile(`${NAME}-1`)] },
    configuration: { ...NODE, Role: `arn:aws:iam::${ACCOUNT}:role/${NAME}`, Tags: { team: 'books' } },
  })
})
afterAll(async () => {
  await flow.stop()
})

async function createBucket(bucket: string, region: typeof REGIONS.hub | typeof REGIONS.far): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: region } as const
  await flow.inRegion(region).s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }))
}

/** Takes a bucket away, with all that is in it. */
async function removeBucket(bucket: string): Promise<void> {
  const { s3 } = flow.inRegion(REGIONS.hub)
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  }
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }))
}

async function done(ended: Promise<Ended>): Promise<Ended> {
  const result = await ended
  if (result.code !== 0) throw new Error(`ended with ${result.code}: ${result.out}${result.err}`)
  return result
}

describe('a vault whose bucket is taken away', () => {
  test('is restored from by its copy in another region', async () => {
    await done(cli.run('backup', '--function', NAME, '--zone', REGIONS.hub))
    await done(cli.run('mirror', `s3://${SECOND}`))
    expect((await cli.run('verify', '--copy', `s3://${SECOND}`, '--read-data')).code).toBe(0)
    const before = await done(cli.run('show', NAME, '--json'))

    await flow.deleteFunction(NAME)
    await removeBucket(FIRST)
    expect((await cli.run('restore', NAME, '--yes', ...QUICKLY)).code).toBe(1)

    const restored = await done(cli.run('restore', NAME, '--yes', '--copy', `s3://${SECOND}`, ...QUICKLY))
    expect(restored.out).toContain('Restored, read back and compared')
    expect(restored.err).toContain(`s3://${FIRST} cannot be reached`)
    expect(restored.err.match(/cannot be reached/g)).toHaveLength(1)

    const shown = await done(cli.run('show', NAME, '--json', '--copy', `s3://${SECOND}`))
    expect(shown.out).toBe(before.out)
    const { Configuration } = await flow
      .inRegion()
      .lambda.send(new GetFunctionCommand({ FunctionName: NAME }))
    expect(before.out).toContain(Configuration?.CodeSha256 ?? 'no code')
  })
})
