import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionUrlConfigCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { diffContents, pathText } from '../../shared/diff/diff-contents.ts'
import type { FunctionContent, FunctionPoint } from '../../shared/model/manifest.ts'
import { zipOf } from '../fakes/zip.ts'
import type { BuiltCli } from '../../local/built-cli.ts'
import { buildCli } from '../../local/built-cli.ts'
import { FLOW_TIMEOUT } from './flow.ts'

jest.setTimeout(FLOW_TIMEOUT)

/** An account of its own: in the emulator the access key id is the account. */
const ACCOUNT = '210987654322'
const at = { region: 'eu-west-1', credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' } }
const lambda = new LambdaClient(at)
const FunctionName = 'orders'
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`
const SECRET = 'export-flow-secret'

let folder: string
let vault: string
let cli: BuiltCli

/** A function with something of everything that CloudFormation makes in the emulator too. */
async function createOrders(): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await new IAMClient(at).send(new CreateRoleCommand({ RoleName: 'orders', AssumeRolePolicyDocument }))
  await new SQSClient(at).send(new CreateQueueCommand({ QueueName: 'orders' }))
  await new S3Client(at).send(new CreateBucketCommand({ Bucket: 'export-flow-artifacts' }))
  const layer = { LayerName: 'money', CompatibleRuntimes: ['nodejs24.x' as const], Description: 'formats' }
  const Content = { ZipFile: await zipOf({ 'nodejs/money.js': 'module.exports = 1\n' }) }
  const { LayerVersionArn = '' } = await lambda.send(new PublishLayerVersionCommand({ ...layer, Content }))
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/orders`,
      Description: 'Takes orders',
      MemorySize: 256,
      Timeout: 9,
      Architectures: ['arm64'],
      Environment: { Variables: { DATABASE_PASSWORD: SECRET } },
      Layers: [LayerVersionArn],
      Code: { ZipFile: await zipOf({ 'index.mjs': 'export const handler = () => 1\n' }) },
    }),
  )
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }))
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version }))
  await lambda.send(new AddPermissionCommand({ FunctionName, ...permission }))
  await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }))
  const events = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 600 }
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...events }))
  const mapping = { FunctionName, EventSourceArn: QUEUE, BatchSize: 7 }
  await lambda.send(new CreateEventSourceMappingCommand(mapping))
}

const permission = {
  StatementId: 'uploads',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
  SourceArn: 'arn:aws:s3:::uploads',
}

/** Captures the function, and gives its newest point, secrets included. */
async function capture(): Promise<FunctionPoint> {
  const backup = await cli.run('backup', '--function', FunctionName, '--vault', vault)
  if (backup.code !== 0 && backup.code !== 3) throw new Error(backup.err + backup.out)
  const { out } = await cli.run('show', FunctionName, '--show-secrets', '--json', '--vault', vault)
  return (JSON.parse(out) as { readonly point: FunctionPoint }).point
}

async function deleteOrders(point: FunctionPoint): Promise<void> {
  await lambda.send(new DeleteEventSourceMappingCommand({ UUID: mappingOf(point.content) }))
  // In the emulator a URL outlives its function (docs/local.md).
  await lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }))
  await lambda.send(new DeleteFunctionCommand({ FunctionName }))
}

/** Deploys an export as its README says: the zips into a bucket, then the template. */
async function deploy(exported: string): Promise<void> {
  const s3 = new S3Client(at)
  const files = await readdir(exported, { recursive: true })
  for (const Key of files.filter((file) => file.endsWith('.zip'))) {
    const Body = await readFile(join(exported, Key))
    await s3.send(new PutObjectCommand({ Bucket: 'export-flow-artifacts', Key, Body }))
  }
  const cloudFormation = new CloudFormationClient(at)
  const parameter = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue })
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: 'exported',
      TemplateBody: await readFile(join(exported, 'template.yaml'), 'utf8'),
      Parameters: [
        parameter('ArtifactBucket', 'export-flow-artifacts'),
        parameter('EnvironmentDATABASEPASSWORD', SECRET),
      ],
    }),
  )
  try {
    const wait = { client: cloudFormation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }
    await waitUntilStackCreateComplete(wait, { StackName: 'exported' })
  } catch (error) {
    const { StackEvents = [] } = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: 'exported' }),
    )
    const reasons = StackEvents.map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`)
    throw new Error(reasons.join('\n'), { cause: error })
  }
}

/**
 * What the emulator's CloudFormation leaves out or says otherwise than its API does: members that were not asked for,
 * sizes of layers, a position in a queue, an ARN without its qualifier, the principal of a permission as bare text, which
 * then names no trigger.
 */
const EMULATOR = new RegExp(
  [
    String.raw`^(?:versions\.1\.)?configuration\.(?:KMSKeyArn|SnapStart|VpcConfig|LoggingConfig\.LogGroup|Layers.*\.CodeSize)$`,
    String.raw`^versions\.1\.configuration\.FunctionArn$`,
    String.raw`^eventSourceMappings\..*\.StartingPosition$`,
    String.raw`^policy\.Statement\.uploads\.(?:Principal|Resource)$`,
    String.raw`^(?:triggers\["unknown|sources\["arn:aws:s3)`,
  ].join('|'),
)

/** Dates are no settings. */
const DATE = /\.CreatedDate$/

/** A content under the names of an earlier one: what nobody can give back is a new number, id or domain. */
function renamed(content: FunctionContent, earlier: FunctionContent): FunctionContent {
  const names: readonly (readonly [string, string])[] = [
    [':layer:money:2', ':layer:money:1'],
    [':function:orders:$LATEST"', ':function:orders"'],
    ['"Permission1"', `"${permission.StatementId}"`],
    [mappingOf(content), mappingOf(earlier)],
    [JSON.stringify(content.urls?.[0]?.['FunctionUrl']), JSON.stringify(earlier.urls?.[0]?.['FunctionUrl'])],
  ]
  const text = names.reduce((all, [now, before]) => all.replaceAll(now, before), JSON.stringify(content))
  return JSON.parse(text.replaceAll('"Version":2,', '"Version":1,')) as FunctionContent
}

function mappingOf(content: FunctionContent): string {
  return content.eventSourceMappings?.[0]?.['UUID'] as string
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-export-flow-'))
  vault = `file://${join(folder, 'vault')}`
  cli = (await buildCli(folder))({
    AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] ?? '',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'any',
  })
  await createOrders()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a function, exported as CloudFormation', () => {
  test('is deployed again, and equals its point but for what a template cannot say', async () => {
    const before = await capture()
    const out = join(folder, 'orders')
    const exported = await cli.run('export', FunctionName, '--out', out, '--json', '--vault', vault)
    expect(exported.err).toBe('')
    expect(await readFile(join(out, 'template.yaml'), 'utf8')).not.toContain(SECRET)
    await deleteOrders(before)
    await deploy(out)
    // Points of one second have keys of the same time.
    await sleep(1000)
    const after = await capture()
    expect(after.content.layers).toMatchObject([{ blob: before.content.layers?.[0]?.blob }])
    const changes = diffContents(before.content, renamed(after.content, before.content))
    const paths = changes.map(({ path }) => pathText(path))
    expect(paths.filter((path) => !EMULATOR.test(path) && !DATE.test(path))).toEqual([])
  })
})
