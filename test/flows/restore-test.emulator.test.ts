import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { DeleteFunctionCommand, InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { BuiltCli, Ended } from '../../local/built-cli.ts'
import { buildCli } from '../../local/built-cli.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { createFunction } from '../../local/estate/create-function.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { NODE } from '../../local/estate/settings.ts'
import type { TestVerdict } from '../../shared/model/restore-test.ts'
import { FLOW_TIMEOUT } from './flow.ts'
import type { RestoreFlow } from './restoring.ts'
import { openRestoreFlow } from './restoring.ts'

jest.setTimeout(FLOW_TIMEOUT)

const NAME = 'desk'
const SECRET = 'restore-test-secret'

let flow: RestoreFlow
let cli: BuiltCli

beforeAll(async () => {
  flow = await openRestoreFlow()
  const folder = join(flow.folder, 'cli')
  await mkdir(folder)
  cli = (await buildCli(folder))({ ...flow.machine.environment, HOLDFAST_VAULT: flow.vaultUrl })
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  const clients = flow.inRegion()
  await clients.of(IAMClient).send(new CreateRoleCommand({ RoleName: NAME, AssumeRolePolicyDocument }))
  await createFunction(clients, {
    name: NAME,
    code: { type: 'folder', folder: 'returns-desk', generated: [releaseFile('desk-1')] },
    configuration: {
      ...NODE,
      Role: `arn:aws:iam::${ACCOUNT}:role/${NAME}`,
      Environment: { Variables: { TOKEN: SECRET } },
      Tags: { team: 'returns' },
    },
    release: { generated: [releaseFile('desk-2')], share: 0.25 },
  })
  await flow.capture(NAME)
})
afterAll(async () => {
  await flow.stop()
})

function testRestore(...words: readonly string[]): Promise<Ended> {
  return cli.run('test-restore', ...words, '--json', '--quota-share', '1')
}

function verdictOf({ out }: Ended): TestVerdict | undefined {
  const { verdicts = [] } = JSON.parse(out) as { verdicts?: TestVerdict[] }
  return verdicts[0]
}

async function names(region?: string): Promise<string[]> {
  const { Functions = [] } = await flow.inRegion(region).lambda.send(new ListFunctionsCommand())
  return Functions.map(({ FunctionName = '' }) => FunctionName).sort()
}

async function scratchLogs(): Promise<number> {
  const logs = flow.inRegion().of(CloudWatchLogsClient)
  const prefix = '/aws/lambda/holdfast-scratch-'
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }))
  return logGroups.length
}

describe('a restore test on the emulator', () => {
  test('restores the function with its versions and alias, asks it, and leaves nothing', async () => {
    const { Payload } = await flow
      .inRegion()
      .lambda.send(new InvokeCommand({ FunctionName: NAME, Payload: '{}' }))
    const [payload, expected] = [join(flow.folder, 'payload.json'), join(flow.folder, 'expected.json')]
    await writeFile(payload, '{}')
    await writeFile(expected, Payload ?? new Uint8Array())
    const ended = await testRestore(NAME, '--payload', payload, '--expect', expected)
    expect(verdictOf(ended)).toMatchObject({
      state: 'passed',
      differences: [],
      invocation: { state: 'as-expected' },
      left: [],
    })
    expect(ended.code).toBe(0)
    expect(await names()).toEqual([NAME])
    expect(await scratchLogs()).toBe(0)
    expect(ended.out + ended.err).not.toContain(SECRET)
  })

  test('takes place in another region', async () => {
    const region = REGIONS.edge
    const ended = await testRestore(NAME, '--to-region', region)
    expect(verdictOf(ended)).toMatchObject({ state: 'passed', target: { zone: region }, left: [] })
    expect(await names(region)).toEqual([])
  })

  test('proves that a function comes back that is not there any more', async () => {
    await flow.inRegion().lambda.send(new DeleteFunctionCommand({ FunctionName: NAME }))
    const ended = await testRestore('--sample', '1')
    expect(verdictOf(ended)).toMatchObject({ state: 'passed', resource: { name: NAME } })
    expect(await names()).toEqual([])
  })
})
