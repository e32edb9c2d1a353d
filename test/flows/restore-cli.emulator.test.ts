import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  GetFunctionCommand,
  InvokeCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { createFunction, settled } from '../../local/estate/create-function.ts'
import type { FunctionSpec } from '../../local/estate/function-spec.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { NODE, PYTHON } from '../../local/estate/settings.ts'
import { RestoreOutcome } from '../../shared/model/restore.ts'
import { blobKey } from '../../shared/vault/layout.ts'
import { outcomeKey } from '../../shared/vault/restore-layout.ts'
import { readDocument } from '../../shared/vault/stored-documents.ts'
import type { BuiltCli, Ended } from '../../local/built-cli.ts'
import { buildCli } from '../../local/built-cli.ts'
import { changesSince } from './changes-since.ts'
import { FLOW_TIMEOUT, newCode } from './flow.ts'
import type { RestoreFlow, Taken } from './restoring.ts'
import { openRestoreFlow } from './restoring.ts'

jest.setTimeout(FLOW_TIMEOUT)

const ROLE = `arn:aws:iam::${ACCOUNT}:role/till`
const STAGE = 'restore-stage'

let flow: RestoreFlow
let cli: BuiltCli

beforeAll(async () => {
  flow = await openRestoreFlow()
  const folder = join(flow.folder, 'cli')
  await mkdir(folder)
  cli = (await buildCli(folder))({ ...flow.machine.environment, HOLDFAST_VAULT: flow.vaultUrl })
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  const clients = flow.inRegion()
  await clients.of(IAMClient).send(new CreateRoleCommand({ RoleName: 'till', AssumeRolePolicyDocument }))
  await clients.s3.send(new CreateBucketCommand({ Bucket: STAGE }))
  await createFunction(clients, tillSpec('till'))
})
afterAll(async () => {
  await flow.stop()
})

/** Two versions, an alias that shares calls between them, a policy, concurrency of its own. */
function tillSpec(name: string): FunctionSpec {
  return {
    name,
    code: { type: 'folder', folder: 'orders-api', generated: [releaseFile(`${name}-1`)] },
    configuration: {
      ...NODE,
      Role: ROLE,
      Environment: { Variables: { TOKEN: SECRET } },
      Tags: { team: 'tills' },
    },
    release: { generated: [releaseFile(`${name}-2`)], share: 0.25 },
    permissions: [NEWS],
    reservedConcurrency: 3,
  }
}

const NEWS = {
  StatementId: 'news',
  Action: 'lambda:InvokeFunction',
  Principal: 'sns.amazonaws.com',
  SourceArn: `arn:aws:sns:${REGIONS.hub}:${ACCOUNT}:news`,
}
/** Nobody else uses the quotas here. */
const QUICKLY = ['--quota-share', '1'] as const

function restore(...words: readonly string[]): Promise<Ended> {
  return cli.run('restore', ...words, ...QUICKLY)
}

const SECRET = 'restore-flow-secret'

/** Takes a point of the function and deletes it. */
async function loseTill(): Promise<Taken> {
  const taken = await flow.capture('till')
  await flow.deleteFunction('till')
  return taken
}

async function names(region?: string): Promise<string[]> {
  const { Functions = [] } = await flow.inRegion(region).lambda.send(new ListFunctionsCommand())
  return Functions.map(({ FunctionName = '' }) => FunctionName).sort()
}

/** Operations that changed something since the calls were cleared. */
async function writes(): Promise<string[]> {
  const { calls } = await flow.machine.gateway.calls()
  return calls.filter(({ kind }) => kind === 'write').map(({ operation }) => operation)
}

function json({ out }: Ended): { readonly restoreId: string; readonly state: string } {
  return JSON.parse(out) as { restoreId: string; state: string }
}

/** What a function differs in from a point of it, once what the restore numbered anew is. */
async function differences(
  { point }: Taken,
  { restoreId }: { readonly restoreId: string },
): Promise<string[]> {
  const outcome = await readDocument(flow.ports.store, RestoreOutcome, outcomeKey(restoreId))
  const { point: after } = await flow.capture(point.resource.name, point.resource.zone)
  return changesSince(point, after, outcome).map(({ path }) => path)
}

async function rewrite(key: string, change: (bytes: Buffer) => Buffer): Promise<() => Promise<void>> {
  const path = join(flow.folder, 'vault', key)
  const bytes = await readFile(path)
  await writeFile(path, change(bytes))
  return () => writeFile(path, bytes)
}

function codeKey({ point }: Taken): string {
  const { code } = point.content
  if (code?.type !== 'zip') throw new Error('the point has no package')
  return blobKey(code.blob.sha256)
}

const flip = (bytes: Buffer) =>
  Buffer.concat([bytes.subarray(0, -1), Buffer.from([255 - (bytes.at(-1) ?? 0)])])
const ofTheFuture = (bytes: Buffer) => Buffer.from(bytes.toString().replace(/"format":\s*1\b/, '"format":99'))

/** What cannot be restored, how the command ends, and what it says. */
const REFUSED: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['an unknown point', ['till', '--point', '0000dead'], 4, /has no recovery point 0000dead/],
  ['an unknown function', ['nobody'], 4, /nobody/],
  ['a function that is there', ['till'], 5, /There is a function till in eu-west-1\..*--on-conflict update/s],
  ['a name that is too long', ['till', '--name', 'n'.repeat(65)], 2, /has 65 characters.*at most 64/s],
]

describe('holdfast restore changes nothing, and says why, of', () => {
  beforeEach(async () => {
    await flow.capture('till')
    await flow.machine.gateway.clearCalls()
  })

  test.each(REFUSED)('%s', async (_what, words, code, says) => {
    const ended = await restore(...words, '--yes')
    expect({ code: ended.code, said: ended.out + ended.err }).toEqual({
      code,
      said: expect.stringMatching(says),
    })
    expect(await writes()).toEqual([])
  })

  test.each([
    ['a point whose package is damaged', codeKey, flip, 6, /bytes|hash|damaged/],
    ['a point of a newer format', ({ key }: Taken) => key, ofTheFuture, 1, /format 99.*Use the version/s],
  ] as const)('%s', async (_what, keyOf, damage, code, says) => {
    const mend = await rewrite(keyOf(await flow.capture('till')), damage)
    const ended = await restore('till', '--name', 'copy', '--yes')
    await mend()
    expect({ code: ended.code, said: ended.out + ended.err }).toEqual({
      code,
      said: expect.stringMatching(says),
    })
    expect(await writes()).toEqual([])
  })
})

describe('a restore that AWS stops half way', () => {
  afterEach(() => flow.machine.gateway.setFaults([]))

  test('for want of a permission goes on from there once it is given', async () => {
    const till = await loseTill()
    await flow.machine.gateway.setFaults([{ kind: 'access-denied', match: { operation: 'CreateAlias' } }])
    const stopped = await restore('till', '--yes', '--json')
    expect(stopped.code).toBe(1)
    expect(json(stopped)).toMatchObject({
      state: 'failed',
      outcome: { failures: [{ failure: { error: 'AccessDeniedError' } }] },
    })
    await flow.machine.gateway.setFaults([])
    const { restoreId } = json(stopped)
    const ended = await restore('--resume', restoreId)
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('Restored, read back and compared') })
    expect(await differences(till, { restoreId })).toEqual([])
  })

  test('because the quota of stored code is reached is taken back, and leaves nothing', async () => {
    const full = { kind: 'error', code: 'CodeStorageExceededException', status: 400 } as const
    await flow.machine.gateway.setFaults([{ ...full, match: { operation: 'UpdateFunctionCode' } }])
    const before = await names()
    const stopped = await restore('till', '--name', 'second-till', '--yes', '--json')
    expect(stopped.code).toBe(1)
    expect(stopped.out).toContain('CodeStorageExceededException')
    expect(await names()).toContain('second-till')
    const undone = await restore('--undo', json(stopped).restoreId, '--yes')
    expect(undone).toMatchObject({ code: 0, out: expect.stringContaining('is taken back') })
    expect(await names()).toEqual(before)
  })
})

test.each(['2/10', '5/10', '10/10'])(
  'a restore that is killed at step %s is gone on with, and ends as if nothing had happened',
  async (step) => {
    const till = await loseTill()
    const killed = await cli.kill(`${step} `, 'restore', 'till', '--yes', ...QUICKLY)
    expect(killed.code).toBeNull()
    const [restoreId = ''] = (await readdir(join(flow.folder, 'vault/restores'))).sort().slice(-1)
    const ended = await restore('--resume', restoreId, '--json')
    expect({ code: ended.code, ...json(ended) }).toMatchObject({ code: 0, state: 'restored' })
    expect(await differences(till, { restoreId })).toEqual([])
  },
)

test('a restore into another region under another name leaves a function there that answers the same', async () => {
  const words = ['--to-region', REGIONS.edge, '--name', 'till-abroad'] as const
  const ended = await restore('till', ...words, '--yes', '--json')
  expect({ code: ended.code, err: ended.err }).toMatchObject({ code: 0 })
  expect(ended.out + ended.err).not.toContain(SECRET)
  const [here, there] = await Promise.all([answer('till'), answer('till-abroad', REGIONS.edge)])
  expect(there).toEqual(here)
})

test('a bad deployment is rolled back to what was there at a time; the alias follows', async () => {
  const before = await flow.capture('till')
  const good = await codeOf('till:live')
  const at = new Date().toISOString()
  await deployBadly('till')
  await flow.capture('till')
  expect(await codeOf('till:live')).not.toBe(good)
  const ended = await restore('till', '--at', at, '--on-conflict', 'update', '--yes', '--json')
  expect({ code: ended.code, ...json(ended) }).toMatchObject({ code: 0, state: 'restored' })
  expect(await codeOf('till:live')).toBe(good)
  expect(await codeOf('till')).toBe(before.point.content.configuration['CodeSha256'])
})

test('a package that is too large for a request goes through a bucket, and nothing of it stays there', async () => {
  const clients = flow.inRegion()
  await createFunction(clients, LARGE, STAGE)
  await clients.s3.send(new DeleteObjectCommand({ Bucket: STAGE, Key: 'price-model.zip' }))
  const large = await flow.capture('large')
  await flow.deleteFunction('large')
  const refused = await restore('large', '--yes')
  expect(refused).toMatchObject({ code: 5, out: expect.stringContaining('--staging-bucket') })
  const ended = await restore('large', '--staging-bucket', STAGE, '--yes', '--json')
  expect({ code: ended.code, err: ended.err }).toMatchObject({ code: 0 })
  expect(await differences(large, json(ended))).toEqual([])
  const { KeyCount } = await clients.s3.send(new ListObjectsV2Command({ Bucket: STAGE }))
  expect(KeyCount).toBe(0)
})

/** 51 MB of zip; 50 MB go with a request. */
const LARGE: FunctionSpec = {
  name: 'large',
  code: {
    type: 'bucket',
    folder: 'price-model',
    generated: () => [{ path: 'weights.bin', bytes: Buffer.alloc(51 * 1024 * 1024), compress: false }],
  },
  configuration: { ...PYTHON, Handler: 'score.handler', Role: ROLE },
}

async function answer(FunctionName: string, region?: string): Promise<string> {
  const { lambda } = flow.inRegion(region)
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }))
  return Buffer.from(Payload ?? []).toString()
}

/** CodeSha256 of a function, or of what `function:alias` leads to. */
async function codeOf(FunctionName: string): Promise<string | undefined> {
  const { Configuration } = await flow.inRegion().lambda.send(new GetFunctionCommand({ FunctionName }))
  return Configuration?.CodeSha256
}

/** Other code and another configuration, published, with all traffic on it. */
async function deployBadly(FunctionName: string): Promise<void> {
  const { lambda } = flow.inRegion()
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: await newCode('broken') }))
  await settled(lambda, FunctionName)
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 1 }))
  await settled(lambda, FunctionName)
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }))
  const alias = { FunctionName, Name: 'live', FunctionVersion: Version }
  await lambda.send(new UpdateAliasCommand({ ...alias, RoutingConfig: { AdditionalVersionWeights: {} } }))
}
