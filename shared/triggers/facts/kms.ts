import { callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Keys, by their own ARN or by that of an alias: which key it is, and whether it can be used. */
export const facts: FactsKind = {
  service: 'kms',
  permissions: [
    // An alias is allowed or not by the key behind it (KMS developer guide, "Controlling access to aliases").
    { use: 'read', actions: ['kms:DescribeKey'], resource: 'arn:${AWS::Partition}:kms:*:*:key/*' },
  ],
  async read(aws, arn) {
    const { KMSClient, DescribeKeyCommand } = await import('@aws-sdk/client-kms')
    const { region = '', account } = parseArn(arn) ?? {}
    const command = new DescribeKeyCommand({ KeyId: arn })
    const client = aws.client(KMSClient, region)
    const key = (await callOptional('DescribeKey', () => client.send(command)))?.KeyMetadata
    if (key === undefined) return undefined
    const { Arn, AWSAccountId = account ?? '', KeyManager, KeyState, MultiRegion } = key
    return { account: AWSAccountId, region, facts: plainObject({ Arn, KeyManager, KeyState, MultiRegion }) }
  },
}
