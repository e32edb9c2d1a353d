import type { JsonObject } from '../../../shared/model/json.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import type { RestoreWorld } from './restore-world.ts'
import { PLAIN } from './restore-world.ts'

export const NAME = 'orders'
export const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`
export const STREAM = `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/clicks`
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:news`
const PARTNER = 'arn:aws:iam::999999999999:root'

/** Values that must stand in no plan, no journal and no difference. */
export const SECRETS = ['hunter2-secret', 'older-secret']

/** A function with something of everything: versions of differing code and configuration, weights, a layer, a role. */
export function createRich({ lambda, around }: RestoreWorld): void {
  const layer = lambda.addLayer('money', 'the layer')
  lambda.layerPolicies.set(layer, { Statement: [statement('shared', layer, { AWS: PARTNER })] })
  const one = lambda.create(NAME, { ...PLAIN, ...first(layer), code: 'first code' })
  lambda.publish(NAME)
  lambda.updateCode(NAME, 'second code')
  lambda.publish(NAME)
  lambda.update(NAME, { MemorySize: 512, Description: 'bigger' })
  lambda.publish(NAME)
  lambda.updateCode(NAME, 'work in progress')
  one.aliases.push(alias('live', '3', { '1': 0.2 }), alias('test', '$LATEST'))
  one.policies.set('', {
    Version: '2012-10-17',
    Id: 'default',
    Statement: [fromTopic(lambda.arn(NAME)), fromOffice(lambda.arn(NAME))],
  })
  one.policies.set('live', {
    Version: '2012-10-17',
    Id: 'default',
    Statement: [statement('partner', lambda.arn(NAME, 'live'), { AWS: PARTNER })],
  })
  one.urls.push({
    FunctionArn: lambda.arn(NAME, 'live'),
    FunctionUrl: 'https://old.on.aws/',
    AuthType: 'AWS_IAM',
    Cors: {},
    InvokeMode: 'BUFFERED',
  })
  one.eventInvoke.push(
    { FunctionArn: lambda.arn(NAME, '$LATEST'), MaximumRetryAttempts: 1 },
    destination(lambda.arn(NAME)),
  )
  one.provisioned.push({ FunctionArn: lambda.arn(NAME, 'live'), RequestedProvisionedConcurrentExecutions: 2 })
  one.reservedConcurrency = 5
  one.recursion = { RecursiveLoop: 'Allow' }
  one.tags = { team: 'orders', 'aws:cloudformation:stack-name': 'shop' }
  for (const version of ['1', '2', '3']) one.runtimeManagement.set(version, { UpdateRuntimeOn: 'Auto' })
  one.runtimeManagement.set('', { UpdateRuntimeOn: 'FunctionUpdate' })
  lambda.mappings = [
    {
      UUID: 'old-1',
      FunctionArn: lambda.arn(NAME, 'live'),
      EventSourceArn: QUEUE,
      BatchSize: 5,
      State: 'Enabled',
    },
    {
      UUID: 'old-2',
      FunctionArn: lambda.arn(NAME),
      EventSourceArn: STREAM,
      BatchSize: 9,
      StartingPosition: 'TRIM_HORIZON',
      State: 'Disabled',
    },
  ]
  createRole(around)
  around.logGroups.push({ logGroupName: `/aws/lambda/${NAME}`, retentionInDays: 14 })
}

function first(layer: string): JsonObject {
  return {
    Role: `arn:aws:iam::${ACCOUNT}:role/service/orders`,
    Environment: { Variables: { PASSWORD: SECRETS[0]!, PLACE: 'eu-west-1' } },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${NAME}` },
    Layers: [{ Arn: layer, CodeSize: 7 }],
  }
}

function createRole(around: RestoreWorld['around']): void {
  const own = `arn:aws:iam::${ACCOUNT}:policy/orders`
  const document = { Version: '2012-10-17', Statement: [] }
  around.roles.set('orders', {
    RoleName: 'orders',
    Path: '/service/',
    Arn: `arn:aws:iam::${ACCOUNT}:role/service/orders`,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow' }] },
  })
  around.inline.set('orders', [{ PolicyName: 'inline', PolicyDocument: document }])
  around.attached.set('orders', [{ PolicyName: 'orders', PolicyArn: own }])
  around.policies.set(own, { PolicyName: 'orders', PolicyArn: own, Path: '/', PolicyDocument: document })
}

/** Takes the function away, and all that may be gone with it. */
export function loseEverything({ lambda, around }: RestoreWorld): void {
  lambda.functions.delete(NAME)
  lambda.layers.clear()
  lambda.layerPolicies.clear()
  lambda.mappings = lambda.mappings.filter((one) => one['UUID'] === 'old-1')
  around.roles.clear()
  around.inline.clear()
  around.attached.clear()
  around.policies.clear()
  around.logGroups = []
}

function alias(Name: string, FunctionVersion: string, weights?: Record<string, number>): JsonObject {
  const AliasArn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${NAME}:${Name}`
  const routing = weights === undefined ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }
  return { AliasArn, Name, FunctionVersion, Description: '', ...routing }
}

function destination(arn: string): JsonObject {
  return {
    FunctionArn: `${arn}:live`,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnSuccess: { Destination: `${arn}:2` }, OnFailure: { Destination: QUEUE } },
  }
}

function fromTopic(Resource: string): JsonObject {
  return {
    ...statement('news', Resource, { Service: 'sns.amazonaws.com' }),
    Condition: { ArnLike: { 'AWS:SourceArn': TOPIC }, StringEquals: { 'AWS:SourceAccount': ACCOUNT } },
  }
}

/** Only PutResourcePolicy can say this. */
function fromOffice(Resource: string): JsonObject {
  const Condition = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }
  return { ...statement('office', Resource, { AWS: PARTNER }), Condition }
}

function statement(Sid: string, Resource: string, Principal: JsonObject): JsonObject {
  const Action = Resource.includes(':layer:') ? 'lambda:GetLayerVersion' : 'lambda:InvokeFunction'
  return { Sid, Effect: 'Allow', Principal, Action, Resource }
}
