import { SQSClient } from '@aws-sdk/client-sqs'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { describe, expect, test } from '@jest/globals'
import { deadLetterApi } from '../../../shared/aws/dead-letter-queues.ts'
import { secretReader } from '../../../shared/aws/secrets.ts'
import { canned } from './canned-client.ts'

const REGION = 'eu-west-1'
const URL = 'https://sqs/dead'

function apiThat(answer: (command: string, input: object) => object) {
  const { client, sent } = canned(new SQSClient({ region: REGION }), answer)
  return { api: deadLetterApi(client), sent }
}

describe('dead-letter queues on SQS', () => {
  test('are told from others by their redrive policy, and counted with what somebody is reading', async () => {
    const RedrivePolicy = '{"deadLetterTargetArn":"arn:dead","maxReceiveCount":5}'
    const counts = { ApproximateNumberOfMessages: '3', ApproximateNumberOfMessagesNotVisible: '2' }
    const { api } = apiThat((_, { QueueUrl }: { QueueUrl?: string }) => ({
      Attributes: { QueueArn: QueueUrl, ...(QueueUrl === 'source' ? { RedrivePolicy } : counts) },
    }))
    expect(await api.readQueue('source')).toEqual({
      url: 'source',
      arn: 'source',
      waiting: 0,
      deadLetterArn: 'arn:dead',
    })
    expect(await api.readQueue(URL)).toEqual({ url: URL, arn: URL, waiting: 5 })
  })

  test('give messages with all that says why they are there', async () => {
    const { api, sent } = apiThat(() => ({
      Messages: [
        {
          MessageId: 'm1',
          ReceiptHandle: 'r1',
          Body: 'body',
          Attributes: { SentTimestamp: '1000', DeadLetterQueueSourceArn: 'arn:source' },
          MessageAttributes: { error: { DataType: 'String', StringValue: 'MalformedEventError' } },
        },
      ],
    }))
    expect(await api.receive(URL)).toEqual([
      {
        id: 'm1',
        receipt: 'r1',
        body: 'body',
        attributes: { error: 'MalformedEventError' },
        sentAt: new Date(1000),
        sourceArn: 'arn:source',
      },
    ])
    expect(sent[0]?.input).toMatchObject({ VisibilityTimeout: 60, MessageAttributeNames: ['All'] })
    expect(await apiThat(() => ({})).api.receive(URL)).toEqual([])
  })

  test('show and delete messages by tens, as many as one call may hold', async () => {
    const receipts = Array.from({ length: 12 }, (_, n) => `r${n}`)
    const { api, sent } = apiThat(() => ({ Successful: [] }))
    await api.release(URL, receipts)
    await api.remove(URL, receipts)
    await api.remove(URL, [])
    const batches = sent.map(({ command, input }) => [
      command,
      (input as { Entries: object[] }).Entries.length,
    ])
    expect(batches).toEqual([
      ['ChangeMessageVisibilityBatch', 10],
      ['ChangeMessageVisibilityBatch', 2],
      ['DeleteMessageBatch', 10],
      ['DeleteMessageBatch', 2],
    ])
    expect(sent[1]?.input).toMatchObject({
      Entries: [{ Id: '0', ReceiptHandle: 'r10', VisibilityTimeout: 0 }, {}],
    })
  })

  test('say so when one could not be deleted: the call itself succeeds', async () => {
    const { api } = apiThat(() => ({ Failed: [{ Id: '0', Code: 'InternalError', Message: 'try again' }] }))
    await expect(api.remove(URL, ['r'])).rejects.toMatchObject({ name: 'ServiceFaultError' })
  })

  test('are moved to a queue that is named: SQS does not know where on-change got a message from', async () => {
    const { api, sent } = apiThat((command) =>
      command === 'ListMessageMoveTasks'
        ? {
            Results: [
              { Status: 'FAILED', ApproximateNumberOfMessagesMoved: 2, FailureReason: 'AccessDenied' },
            ],
          }
        : {},
    )
    await api.startMove('arn:dead', 'arn:source')
    expect(sent[0]).toMatchObject({
      command: 'StartMessageMoveTask',
      input: { SourceArn: 'arn:dead', DestinationArn: 'arn:source' },
    })
    expect(await api.lastMove('arn:dead')).toEqual({ status: 'FAILED', moved: 2, failure: 'AccessDenied' })
    expect(await apiThat(() => ({})).api.lastMove('arn:dead')).toBeUndefined()
  })
})

describe('a secret of Secrets Manager', () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf'
  const readerThat = (answer: object) => {
    const { client, sent } = canned(new SecretsManagerClient({ region: 'us-east-1' }), () => answer)
    return { read: secretReader(ARN, client), sent }
  }

  test('is read as it is at the moment', async () => {
    const { read, sent } = readerThat({ SecretString: 'value' })
    expect([await read(), await read()]).toEqual(['value', 'value'])
    expect(sent.map(({ input }) => input)).toEqual([{ SecretId: ARN }, { SecretId: ARN }])
  })

  test('that is no text is missing', async () => {
    await expect(readerThat({ SecretBinary: new Uint8Array() }).read()).rejects.toMatchObject({
      name: 'NotFoundError',
    })
  })
})
