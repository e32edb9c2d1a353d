import { describe, expect, test } from '@jest/globals'
import { SQSClient } from '@aws-sdk/client-sqs'
import { sqsChangeQueue } from '../../../shared/aws/change-queue.ts'
import { canned } from './canned-client.ts'

const QUEUES = { changes: 'https://sqs/changes', deadLetters: 'https://sqs/dead' }

function queueThat(answer: () => object) {
  const { client, sent } = canned(new SQSClient({ region: 'eu-west-1' }), answer)
  return { queue: sqsChangeQueue(QUEUES, client), sent }
}

describe('the changes queue on SQS', () => {
  test('takes messages for later by tens, as many as one call may hold', async () => {
    const { queue, sent } = queueThat(() => ({ Successful: [] }))
    const bodies = Array.from({ length: 23 }, (_, n) => `body ${n}`)
    await queue.sendLater(bodies, 30)
    const batches = sent.map(({ input }) => input as { QueueUrl: string; Entries: { MessageBody: string }[] })
    expect(batches.map(({ Entries }) => Entries.length)).toEqual([10, 10, 3])
    expect(batches.flatMap(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual(bodies)
    expect(batches[0]).toMatchObject({
      QueueUrl: QUEUES.changes,
      Entries: expect.arrayContaining([expect.objectContaining({ Id: '0', DelaySeconds: 30 })]),
    })
  })

  test('says so when it refused some of them: the call itself succeeds', async () => {
    const Failed = [{ Id: '0', SenderFault: false, Code: 'InternalError', Message: 'try again' }]
    const { queue } = queueThat(() => ({ Failed }))
    await expect(queue.sendLater(['one'], 30)).rejects.toMatchObject({ name: 'ServiceFaultError' })
  })
})
