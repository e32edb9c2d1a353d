import { callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Brokers of Amazon MQ: which engine, under which key; never their users. */
export const facts: FactsKind = {
  service: 'mq',
  permissions: [
    {
      use: 'read',
      actions: ['mq:DescribeBroker'],
      resource: 'arn:${AWS::Partition}:mq:*:*:broker:*',
    },
  ],
  async read(aws, arn) {
    const { MqClient, DescribeBrokerCommand } = await import('@aws-sdk/client-mq')
    const { region = '', account = '', resource } = parseArn(arn) ?? { resource: '' }
    const client = aws.client(MqClient, region)
    // `broker:<name>:<id>`
    const command = new DescribeBrokerCommand({ BrokerId: resource.split(':').at(-1) })
    const broker = await callOptional('DescribeBroker', () => client.send(command))
    if (broker === undefined || broker.BrokerState === 'DELETION_IN_PROGRESS') return undefined
    const { EngineType, DeploymentMode, EncryptionOptions } = broker
    const facts = plainObject({ EngineType, DeploymentMode })
    return { account, region, ...given({ key: EncryptionOptions?.KmsKeyId }), facts }
  },
}
