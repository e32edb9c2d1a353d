import { callOptional } from '../../aws/calls.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Event buses: whose, and under which key. */
export const facts: FactsKind = {
  service: 'events',
  permissions: [
    {
      use: 'read',
      actions: ['events:DescribeEventBus'],
      resource: 'arn:${AWS::Partition}:events:*:*:event-bus/*',
    },
  ],
  async read(aws, arn) {
    const { EventBridgeClient, DescribeEventBusCommand } = await import('@aws-sdk/client-eventbridge')
    const { region = '', account = '' } = parseArn(arn) ?? {}
    const client = aws.client(EventBridgeClient, region)
    const command = new DescribeEventBusCommand({ Name: arn })
    const bus = await callOptional('DescribeEventBus', () => client.send(command))
    if (bus === undefined) return undefined
    return { account, region, ...given({ key: bus.KmsKeyIdentifier }) }
  },
}
