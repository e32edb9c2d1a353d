import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { TagResourceCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { sampleSecret } from '../../local/estate/generated.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { logLines } from '../../local/story/outcomes.ts'
import { until } from '../../local/story/until.ts'
import { FLOW_TIMEOUT, newCode, openFlow } from './flow.ts'

const flow = openFlow()
const SECRET = sampleSecret(randomUUID())

/** Of a presigned URL: its signature, and the path under which the emulator gives out code. */
const PRESIGNED = /x-amz-signature|x-amz-credential|x-amz-security-token|_ministack\/lambda-/i

/** Parts of a manifest that are meant to hold what AWS returned. */
const MEANT_FOR_IT = ['content', 'observed']

describe('environment values and presigned URLs', () => {
  let name = ''

  beforeAll(async () => {
    name = await flow.createFunction('secret', { Environment: { Variables: { API_KEY: SECRET } } })
    await failOnce(name)
    await flow.outcomes(name, () => flow.clients.lambda.send(tag(name)))
  }, FLOW_TIMEOUT)

  test('are in the recovery point, the one place for them', async () => {
    const { point } = await newestPoint(flow.vault, name)
    expect(JSON.stringify(point.content.configuration)).toContain(SECRET)
    expect(JSON.stringify(point)).not.toMatch(PRESIGNED)
  })

  test('are in no line that on-change logged, though captures failed', async () => {
    const log = (await logLines(flow)).join('\n')
    expect(log).toContain('"level":"ERROR"')
    expectNoSecret(log)
  })

  test('are in no message of a queue', async () => {
    const bodies = await Promise.all([flow.changesQueue, flow.deadLetters].map(messages))
    expectNoSecret(bodies.flat().join('\n'))
  })

  test(
    'are in no object of the vault but the content of manifests and the blobs',
    async () => {
      const objects = await vaultDocuments()
      expect(objects.some(({ key }) => key.startsWith('points/'))).toBe(true)
      for (const { key, text } of objects) {
        expectNoSecret(key.startsWith('points/') ? withoutContent(text) : text)
      }
    },
    FLOW_TIMEOUT,
  )
})

function expectNoSecret(text: string): void {
  expect(text.includes('sample-secret-')).toBe(false)
  expect(text).not.toMatch(PRESIGNED)
}

/** Every download is cut until a capture gave up and said so in its log; then the message waits for its next try. */
async function failOnce(FunctionName: string): Promise<void> {
  const before = await errors()
  await flow.gateway.setFaults([{ kind: 'cut-body', match: { service: 'code-storage' } }])
  try {
    const ZipFile = await newCode(randomUUID())
    await flow.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
    await until('a capture that failed', async () => ((await errors()) > before ? true : undefined))
  } finally {
    await flow.gateway.setFaults([])
  }
}

async function errors(): Promise<number> {
  return (await logLines(flow)).filter((line) => line.includes('"level":"ERROR"')).length
}

function tag(name: string): TagResourceCommand {
  const Resource = `arn:aws:lambda:eu-west-1:${process.env['AWS_ACCESS_KEY_ID']}:function:${name}`
  return new TagResourceCommand({ Resource, Tags: { tested: 'yes' } })
}

async function messages(QueueUrl: string): Promise<string[]> {
  const { Messages } = await flow.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: ['All'],
    }),
  )
  return (Messages ?? []).map((message) => JSON.stringify(message))
}

/** Everything in the vault but the blobs: they are the functions' own code. */
async function vaultDocuments(): Promise<{ key: string; text: string }[]> {
  const Bucket = new URL(process.env['HOLDFAST_VAULT'] ?? '').host
  const client = flow.clients.s3
  const documents: { key: string; text: string }[] = []
  for await (const page of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key = '' } of page.Contents ?? []) {
      if (Key.startsWith('blobs/')) continue
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      const text = (await buffer(Body as NodeJS.ReadableStream)).toString()
      documents.push({ key: Key, text })
    }
  }
  return documents
}

function withoutContent(text: string): string {
  const manifest = JSON.parse(text) as Record<string, unknown>
  return JSON.stringify(
    Object.fromEntries(Object.entries(manifest).filter(([key]) => !MEANT_FOR_IT.includes(key))),
  )
}
