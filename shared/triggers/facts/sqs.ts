import { callOptional } from '../../aws/calls.ts'
import { parseArn } from '../../model/arn.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Queues: whose, and under which key. */
export const facts: FactsKind = {
  service: 'sqs',
  permissions: [
    {
      use: 'read',
      actions: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
      resource: 'arn:${AWS::Partition}:sqs:*:*:*',
    },
  ],
  async read(aws, arn) {
    const { SQSClient, GetQueueUrlCommand, GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs')
    const { region = '', account = '', resource } = parseArn(arn) ?? { resource: '' }
    const client = aws.client(SQSClient, region)
    const named = new GetQueueUrlCommand({ QueueName: resource, QueueOwnerAWSAccountId: account })
    const found = await callOptional('GetQueueUrl', () => client.send(named))
    if (found === undefined) return undefined
    const command = new GetQueueAttributesCommand({
      QueueUrl: found.QueueUrl,
      AttributeNames: ['KmsMasterKeyId'],
    })
    const queue = await callOptional('GetQueueAttributes', () => client.send(command))
    if (queue === undefined) return undefined
    const key = queue.Attributes?.['KmsMasterKeyId']
    return { account, region, ...(key === undefined ? {} : { key }) }
  },
}
