import { callOptional } from '../../aws/calls.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Topics: whose, and under which key. */
export const facts: FactsKind = {
  service: 'sns',
  permissions: [
    { use: 'read', actions: ['sns:GetTopicAttributes'], resource: 'arn:${AWS::Partition}:sns:*:*:*' },
  ],
  async read(aws, arn) {
    const { SNSClient, GetTopicAttributesCommand } = await import('@aws-sdk/client-sns')
    const { region = '', account = '' } = parseArn(arn) ?? {}
    const client = aws.client(SNSClient, region)
    const command = new GetTopicAttributesCommand({ TopicArn: arn })
    const topic = await callOptional('GetTopicAttributes', () => client.send(command))
    if (topic === undefined) return undefined
    return { account, region, ...given({ key: topic.Attributes?.['KmsMasterKeyId'] }) }
  },
}
