import { callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Secrets: whose, under which key, and replica of which region; never their value. */
export const facts: FactsKind = {
  service: 'secretsmanager',
  permissions: [
    {
      use: 'read',
      actions: ['secretsmanager:DescribeSecret'],
      resource: 'arn:${AWS::Partition}:secretsmanager:*:*:secret:*',
    },
  ],
  async read(aws, arn) {
    const { SecretsManagerClient, DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager')
    const { region = '', account = '' } = parseArn(arn) ?? {}
    const command = new DescribeSecretCommand({ SecretId: arn })
    const client = aws.client(SecretsManagerClient, region)
    const secret = await callOptional('DescribeSecret', () => client.send(command))
    // A deleted secret is described until its recovery window is over, and can be read no more.
    if (secret === undefined || secret.DeletedDate !== undefined) return undefined
    const { KmsKeyId: key, PrimaryRegion } = secret
    return {
      account,
      region,
      ...(key === undefined ? {} : { key }),
      ...(PrimaryRegion === undefined ? {} : { facts: plainObject({ PrimaryRegion }) }),
    }
  },
}
