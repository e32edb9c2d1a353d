import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { TagResourceCommand } from '@aws-sdk/client-lambda'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { until } from '../../local/story/until.ts'
import { FLOW_TIMEOUT, kinds, openFlow } from './flow.ts'

const flow = openFlow()
const { sqs, lambda } = flow.clients

describe('a message that cannot be read', () => {
  test(
    'ends in the dead-letter queue with its reason, and does not hold up the others',
    async () => {
      const name = await flow.createFunction('beside')
      const MessageBody = JSON.stringify({ id: randomUUID(), note: 'no event of CloudTrail' })
      const outcomes = await flow.outcomes(name, async () => {
        await sqs.send(new SendMessageCommand({ QueueUrl: flow.changesQueue, MessageBody }))
        const Resource = `arn:aws:lambda:eu-west-1:${process.env['AWS_ACCESS_KEY_ID']}:function:${name}`
        await lambda.send(new TagResourceCommand({ Resource, Tags: { beside: 'a malformed message' } }))
      })
      expect(kinds(outcomes)).toContain('captured')
      const letter = await until('the dead letter', async () => deadLetter(MessageBody))
      expect(letter.MessageAttributes?.['error']?.StringValue).toBe('MalformedEventError')
    },
    FLOW_TIMEOUT,
  )
})

async function deadLetter(body: string) {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: flow.deadLetters,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: ['All'],
    }),
  )
  return Messages?.find(({ Body }) => Body === body)
}
