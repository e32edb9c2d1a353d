import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipOf } from '../fakes/zip.ts'
import type { BuiltCli, Ended } from '../../local/built-cli.ts'
import { buildCli } from '../../local/built-cli.ts'
import { FLOW_TIMEOUT } from './flow.ts'

jest.setTimeout(FLOW_TIMEOUT)

/** An account of its own, so that only what is made here is in it: in the emulator the access key id is the account. */
const ACCOUNT = '210987654321'
const CREDENTIALS = { accessKeyId: ACCOUNT, secretAccessKey: 'any' }
const BUCKET = 's3://cli-flow-vault/fleet'
const FAR = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'].map((name) => `far-${name}`)
const ROLE = `arn:aws:iam::${ACCOUNT}:role/cli-flow`

let folder: string
let cli: BuiltCli
let operator: BuiltCli
let directory: string

const at = (region: string) => ({ region, credentials: CREDENTIALS })
const home = new LambdaClient(at('eu-west-1'))

async function code(body: string) {
  return await zipOf({ 'index.mjs': `export const handler = () => '${body}'\n`, 'same.txt': 'same' })
}

async function create(lambda: LambdaClient, FunctionName: string): Promise<void> {
  const settings = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE } as const
  const Environment = { Variables: { TOKEN: 'cli-flow-secret' } }
  const Code = { ZipFile: await code(FunctionName) }
  await lambda.send(new CreateFunctionCommand({ FunctionName, Code, Environment, ...settings }))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-cli-flow-'))
  directory = `file://${join(folder, 'vault')}`
  const environment = { AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] ?? '', AWS_REGION: 'eu-west-1' }
  const keys = (account: string) => ({ AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'any' })
  const built = await buildCli(folder)
  cli = built({ ...environment, ...keys(ACCOUNT) })
  operator = built({ ...environment, ...keys(process.env['AWS_ACCESS_KEY_ID'] ?? '') })
  await new S3Client(at('eu-west-1')).send(new CreateBucketCommand({ Bucket: 'cli-flow-vault' }))
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await new IAMClient(at('us-east-1')).send(
    new CreateRoleCommand({ RoleName: 'cli-flow', AssumeRolePolicyDocument }),
  )
  const far = new LambdaClient(at('us-east-1'))
  await Promise.all([create(home, 'orders'), create(home, 'mailer'), ...FAR.map((name) => create(far, name))])
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

function json({ out }: Ended): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>
}

describe('holdfast, built, in a process of its own', () => {
  test('backs up a region into a bucket and into a directory, and both are whole', async () => {
    for (const vault of [BUCKET, directory]) {
      const backup = await cli.run('backup', '--json', '--vault', vault)
      const { err, code } = backup
      expect({ err, code }).toEqual({ err: `A new vault was begun at ${vault}.\n`, code: 0 })
      expect(json(backup)).toMatchObject({ account: ACCOUNT, totals: { captured: 2, failed: 0 } })
      const [list, verify, again] = await Promise.all([
        cli.run('list', '--json', '--vault', vault),
        cli.run('verify', '--read-data', '--json', '--vault', vault),
        cli.run('backup', '--json', '--vault', vault),
      ])
      expect(json(list)).toMatchObject({ resources: [{ name: 'mailer' }, { name: 'orders' }] })
      expect(json(verify)).toMatchObject({ ok: true, damage: [], checked: { blobsRead: 2 } })
      expect(json(again)).toMatchObject({ totals: { captured: 0, unchanged: 2 } })
    }
  })

  test('shows a function and what changed in it, without its secrets', async () => {
    await home.send(new UpdateFunctionCodeCommand({ FunctionName: 'orders', ZipFile: await code('changed') }))
    expect(await cli.run('backup', '--function', 'orders', '--vault', directory)).toMatchObject({ code: 0 })
    const [show, diff] = await Promise.all([
      cli.run('show', 'orders', '--vault', directory),
      cli.run('diff', 'orders', '--vault', directory),
    ])
    expect(show.out).toContain('TOKEN: "***"')
    expect(diff.out).toContain(
      "    -export const handler = () => 'orders'\n    +export const handler = () => 'changed'\n",
    )
    expect(show.out + diff.out).not.toContain('cli-flow-secret')
    expect([show.code, diff.code]).toEqual([0, 0])
  })

  test('runs over the account, stops when it is interrupted, and goes on', async () => {
    const run = ['backup', '--all', '--exclude', 'ap-southeast-2', '--quota-share', '1', '--vault', BUCKET]
    const stopped = await cli.interrupt('us-east-1: 0 of 8', ...run, '--json')
    expect(stopped.code).toBe(3)
    const { runId } = json(stopped) as { runId: string }
    expect(json(stopped)).toMatchObject({ ok: false, stopped: true })
    expect((await cli.run('runs', '--vault', BUCKET)).out).toMatch(new RegExp(`^${runId} .* unfinished`, 'm'))

    const ended = await cli.run('backup', '--resume', runId, '--quota-share', '1', '--vault', BUCKET)
    expect({ code: ended.code, err: ended.err }).toMatchObject({ code: 0 })
    expect(ended.out).toMatch(/^eu-west-1 +done +2 +/m)
    expect(ended.out).toMatch(/^us-east-1 +done +8 +8 /m)
    const [shown, listed] = await Promise.all([
      cli.run('runs', 'show', runId, '--vault', BUCKET),
      cli.run('list', '--all', '--zone', 'us-east-1', '--json', '--vault', BUCKET),
    ])
    expect(ended.out).toContain(shown.out.trimEnd())
    const { points } = json(listed) as { points: { name: string }[] }
    expect(points.map(({ name }) => name)).toEqual(FAR)
  })

  test('looks at the zones and the health of the deployment', async () => {
    const [zones, doctor] = await Promise.all([
      operator.run('zones', '--stack', 'holdfast-local', '--json'),
      operator.run('doctor', '--stack', 'holdfast-local', '--zone', 'eu-west-1', '--json'),
    ])
    expect(zones.code).toBe(0)
    expect(json(zones)).toMatchObject({ deployed: true, hub: 'eu-west-1' })
    expect([0, 3]).toContain(doctor.code)
    const { findings } = json(doctor) as { findings: { check: string; state: string }[] }
    expect(findings).toContainEqual(expect.objectContaining({ check: 'deployment', state: 'ok' }))
    expect(findings).toContainEqual(expect.objectContaining({ check: 'queue-mapping', state: 'ok' }))
  })
})
