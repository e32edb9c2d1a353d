import { describe, expect, test } from '@jest/globals'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { Readable } from 'node:stream'
import { roleWriter } from '../../../shared/aws/iam-writer.ts'
import { lambdaWriter } from '../../../shared/aws/lambda-writer.ts'
import { logGroupWriter } from '../../../shared/aws/logs-writer.ts'
import { stagingArea } from '../../../shared/aws/staging-writer.ts'
import type { CodeInput } from '../../../shared/restore/restore-ports.ts'
import { blobRef } from '../../fakes/points.ts'
import { awsError, canned } from './canned-client.ts'

/** A writer whose calls are answered by name; an Error is thrown. */
function writerOf(answers: Readonly<Record<string, object>> = {}) {
  const { client, sent } = canned(new LambdaClient({ region: 'eu-west-1' }), (command) =>
    answer(answers, command),
  )
  return { writer: lambdaWriter(client), sent }
}

function answer(answers: Readonly<Record<string, object>>, command: string): object {
  const found = answers[command] ?? {}
  if (found instanceof Error) throw found
  return found
}

const name = 'hello'

describe('the writing side of Lambda', () => {
  test.each<[string, CodeInput, object]>([
    ['bytes', { type: 'bytes', bytes: Buffer.from('zip') }, { ZipFile: Buffer.from('zip') }],
    ['an object', { type: 's3', bucket: 'b', key: 'k' }, { S3Bucket: 'b', S3Key: 'k' }],
    [
      'a reference',
      { type: 'reference', bucket: 'b', key: 'k', versionId: 'v' },
      { S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: 'v', S3ObjectStorageMode: 'REFERENCE' },
    ],
    ['an image', { type: 'image', uri: 'u' }, { ImageUri: 'u' }],
  ])('sends code as %s, of new functions and of old ones', async (_what, code, expected) => {
    const { writer, sent } = writerOf()
    await writer.createFunction({ FunctionName: name, Role: 'r' }, code, { sourceKmsKeyArn: 'key' })
    await writer.replaceCode(name, code, { architectures: ['arm64'] })
    expect(sent).toMatchObject([
      {
        command: 'CreateFunction',
        input: { FunctionName: name, Role: 'r', Code: { ...expected, SourceKMSKeyArn: 'key' } },
      },
      { command: 'UpdateFunctionCode', input: { FunctionName: name, ...expected, Architectures: ['arm64'] } },
    ])
  })

  test.each([
    ['putAlias', 'CreateAlias', 'UpdateAlias'],
    ['putFunctionUrl', 'CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig'],
  ] as const)('%s changes what is there already', async (method, create, update) => {
    const { writer, sent } = writerOf({ [create]: awsError('ResourceConflictException', 409) })
    await writer[method]({ FunctionName: name })
    expect(sent.map(({ command }) => command)).toEqual([create, update])
  })

  test('no CORS is left out of a new URL, and clears that of an old one', async () => {
    const { writer, sent } = writerOf({ CreateFunctionUrlConfig: awsError('ResourceConflictException', 409) })
    await writer.putFunctionUrl({ FunctionName: name, Cors: {} })
    expect(sent.map(({ input }) => input)).toEqual([{ FunctionName: name }, { FunctionName: name, Cors: {} }])
  })

  test('a policy is put as text, and taken away', async () => {
    const { writer, sent } = writerOf()
    await writer.setPolicy('arn', { Statement: [] })
    await writer.setPolicy('arn', undefined)
    expect(sent).toEqual([
      { command: 'PutResourcePolicy', input: { ResourceArn: 'arn', Policy: '{"Statement":[]}' } },
      { command: 'DeleteResourcePolicy', input: { ResourceArn: 'arn' } },
    ])
  })

  test('putAlias fails for any other reason', async () => {
    const { writer } = writerOf({ CreateAlias: awsError('InvalidParameterValueException', 400) })
    await expect(writer.putAlias({})).rejects.toThrow('InvalidParameterValueException')
  })

  test.each([
    [
      'deleteFunction',
      'DeleteFunction',
      (writer: ReturnType<typeof lambdaWriter>) => writer.deleteFunction({ name }),
    ],
    [
      'deleteAlias',
      'DeleteAlias',
      (writer: ReturnType<typeof lambdaWriter>) => writer.deleteAlias(name, 'a'),
    ],
    [
      'removePermission',
      'RemovePermission',
      (writer: ReturnType<typeof lambdaWriter>) => writer.removePermission({ name }, 's'),
    ],
    [
      'deleteMapping',
      'DeleteEventSourceMapping',
      (writer: ReturnType<typeof lambdaWriter>) => writer.deleteMapping('u'),
    ],
    [
      'deleteLayerVersion',
      'DeleteLayerVersion',
      (writer: ReturnType<typeof lambdaWriter>) => writer.deleteLayerVersion('l', 1),
    ],
    [
      'no reserved concurrency',
      'DeleteFunctionConcurrency',
      (writer: ReturnType<typeof lambdaWriter>) => writer.setReservedConcurrency(name, undefined),
    ],
    [
      'no provisioned concurrency',
      'DeleteProvisionedConcurrencyConfig',
      (writer: ReturnType<typeof lambdaWriter>) =>
        writer.setProvisionedConcurrency({ name, qualifier: 'a' }, undefined),
    ],
    [
      'no code signing',
      'DeleteFunctionCodeSigningConfig',
      (writer: ReturnType<typeof lambdaWriter>) => writer.setCodeSigning(name, undefined),
    ],
  ] as const)('%s is no error where nothing is there', async (_what, command, remove) => {
    const { writer, sent } = writerOf({ [command]: awsError('ResourceNotFoundException', 404) })
    await remove(writer)
    expect(sent.map((one) => one.command)).toEqual([command])
  })

  test('a mapping begins at a time that the SDK knows as a date', async () => {
    const { writer, sent } = writerOf()
    await writer.createMapping({
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: '2026-01-01T00:00:00Z',
    })
    expect(sent[0]?.input).toHaveProperty('StartingPositionTimestamp', new Date('2026-01-01T00:00:00Z'))
  })

  test('a mapping that is gone is undefined', async () => {
    const { writer } = writerOf({ GetEventSourceMapping: awsError('ResourceNotFoundException', 404) })
    expect(await writer.readMapping('u')).toBeUndefined()
  })

  test('the URL of a layer that was published is not handed on', async () => {
    const { writer } = writerOf({
      PublishLayerVersion: { LayerVersionArn: 'arn', Content: { Location: 'secret' } },
    })
    const bytes = Buffer.from('zip')
    expect(await writer.publishLayer({ LayerName: 'l' }, { type: 'bytes', bytes })).toEqual({
      LayerVersionArn: 'arn',
    })
  })
})

describe('the writing side of the surroundings', () => {
  test('a log group that is there already is no error; retention for ever is no policy', async () => {
    const exists = awsError('ResourceAlreadyExistsException', 400)
    const { client, sent } = canned(new CloudWatchLogsClient({ region: 'eu-west-1' }), (command) =>
      answer({ CreateLogGroup: exists }, command),
    )
    const writer = logGroupWriter(client)
    await writer.createLogGroup({ logGroupName: 'g' })
    await writer.setRetention('g', 14)
    await writer.setRetention('g', undefined)
    expect(sent.map(({ command }) => command)).toEqual([
      'CreateLogGroup',
      'PutRetentionPolicy',
      'DeleteRetentionPolicy',
    ])
  })

  test('policies of roles are sent as text', async () => {
    const { client, sent } = canned(new IAMClient({ region: 'eu-west-1' }), () => ({}))
    await roleWriter(client).putInlinePolicy('r', 'p', { Version: '2012-10-17' })
    expect(sent[0]?.input).toMatchObject({ PolicyDocument: '{"Version":"2012-10-17"}' })
  })
})

describe('the staging bucket', () => {
  const text = 'a package'
  const open = async () => Readable.from([Buffer.from(text)], { objectMode: false })

  test('gets a package with its hash, unless it is there', async () => {
    const answers: Record<string, object> = { HeadObject: awsError('NotFound', 404) }
    const { client, sent } = canned(new S3Client({ region: 'eu-west-1' }), (command) =>
      answer(answers, command),
    )
    await stagingArea(client).put('b', 'k', blobRef(text), open)
    answers['HeadObject'] = { ContentLength: text.length }
    await stagingArea(client).put('b', 'k', blobRef(text), open)
    expect(sent.map(({ command }) => command)).toEqual(['HeadObject', 'PutObject', 'HeadObject'])
    expect(sent[1]?.input).toMatchObject({ Bucket: 'b', Key: 'k', ContentLength: text.length })
  })
})
