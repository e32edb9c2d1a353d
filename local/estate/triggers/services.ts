import type { Source } from '@aws-sdk/client-config-service'
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  PutConfigRuleCommand,
} from '@aws-sdk/client-config-service'
import { CreateTopicRuleCommand, IoTClient } from '@aws-sdk/client-iot'
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Clients } from '../../clients.ts'
import { ACCOUNT, HUB_REGION } from '../../emulator/environment.ts'
import type { Surroundings } from '../surroundings.ts'
import { allow, arnOf, given } from './invoking.ts'

/** The user pool asks before it signs somebody up. @returns ARN of the pool */
export async function createUserPool(clients: Clients): Promise<string> {
  const signup = { name: 'user-signup' }
  const { UserPool } = await clients
    .of(CognitoIdentityProviderClient)
    .send(new CreateUserPoolCommand({ PoolName: 'shop', LambdaConfig: { PreSignUp: arnOf(signup) } }))
  const source = given(UserPool?.Arn, 'the user pool')
  // Written before the pool was there, as a pool gets its id when it is created.
  const pools = source.replace(/[^/]*$/, '*')
  await allow(clients, signup, { service: 'cognito-idp', source: pools })
  return source
}

export async function rotateSecret(clients: Clients, around: Surroundings): Promise<void> {
  const invoked = { name: 'payment-webhook' }
  await allow(clients, invoked, { service: 'secretsmanager' })
  await clients.of(SecretsManagerClient).send(
    new RotateSecretCommand({
      SecretId: around.SigningSecret,
      RotationLambdaARN: arnOf(invoked),
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: false,
    }),
  )
}

/** What the warehouse's scales measure. @returns ARN of the rule */
export async function createTopicRule(clients: Clients): Promise<string> {
  const invoked = { name: 'stock-sync' }
  const source = `arn:aws:iot:${HUB_REGION}:${ACCOUNT}:rule/weighed`
  await allow(clients, invoked, { service: 'iot', source: source.replace('weighed', '*') })
  await clients.of(IoTClient).send(
    new CreateTopicRuleCommand({
      ruleName: 'weighed',
      topicRulePayload: {
        sql: "SELECT * FROM 'warehouse/+/weight'",
        actions: [{ lambda: { functionArn: arnOf(invoked) } }],
      },
    }),
  )
  return source
}

/** The auditor looks at every bucket that changes. @returns ARN of the rule */
export async function createConfigRule(clients: Clients): Promise<string> {
  const config = clients.of(ConfigServiceClient)
  const invoked = { name: 'audit-trail' }
  const ConfigRuleName = 'buckets-are-tagged'
  const Source: Source = {
    Owner: 'CUSTOM_LAMBDA',
    SourceIdentifier: arnOf(invoked),
    SourceDetails: [{ EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' }],
  }
  await config.send(
    new PutConfigRuleCommand({
      ConfigRule: { ConfigRuleName, Scope: { ComplianceResourceTypes: ['AWS::S3::Bucket'] }, Source },
    }),
  )
  const { ConfigRules } = await config.send(
    new DescribeConfigRulesCommand({ ConfigRuleNames: [ConfigRuleName] }),
  )
  const source = given(ConfigRules?.[0]?.ConfigRuleArn, 'the Config rule')
  await allow(clients, invoked, { service: 'config', source })
  return source
}
