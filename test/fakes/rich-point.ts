import type { FunctionContent, FunctionPoint } from '../../shared/model/manifest.ts'
import { blobRef } from './points.ts'

const ACCOUNT = '111122223333'
const place = `eu-west-1:${ACCOUNT}`
export const RICH_ARN = `arn:aws:lambda:${place}:function:orders`
const LAYER = `arn:aws:lambda:${place}:layer:money:3`
const FOREIGN_LAYER = 'arn:aws:lambda:eu-west-1:444455556666:layer:Insights:53'

/** Values that must stand in no file unless they are asked for. */
export const RICH_SECRETS = { DATABASE_PASSWORD: 'hunter2-secret', STAGE_2: 'live ${x}' }

const configuration = {
  FunctionName: 'orders',
  FunctionArn: RICH_ARN,
  Runtime: 'nodejs24.x',
  Role: `arn:aws:iam::${ACCOUNT}:role/service/orders`,
  Handler: 'index.handler',
  CodeSize: 10,
  Description: 'Takes orders',
  Timeout: 20,
  MemorySize: 512,
  CodeSha256: 'new',
  Version: '$LATEST',
  VpcConfig: {
    SubnetIds: ['subnet-0123456789abcdef0'],
    SecurityGroupIds: ['sg-0123456789abcdef0'],
    VpcId: 'vpc-0123456789abcdef0',
    Ipv6AllowedForDualStack: false,
  },
  DeadLetterConfig: { TargetArn: `arn:aws:sqs:${place}:dead` },
  Environment: { Variables: RICH_SECRETS },
  KMSKeyArn: `arn:aws:kms:${place}:key/01234567-89ab-cdef-0123-456789abcdef`,
  TracingConfig: { Mode: 'Active' },
  Layers: [{ Arn: LAYER, CodeSize: 5 }, { Arn: FOREIGN_LAYER }],
  PackageType: 'Zip',
  Architectures: ['arm64'],
  EphemeralStorage: { Size: 1024 },
  SnapStart: { ApplyOn: 'None' },
  LoggingConfig: {
    LogFormat: 'JSON',
    ApplicationLogLevel: 'INFO',
    SystemLogLevel: 'WARN',
    LogGroup: '/aws/lambda/orders',
  },
}

const statement = (Sid: string, service: string, source: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'lambda:InvokeFunction',
  Resource: RICH_ARN,
  Condition: { ArnLike: { 'AWS:SourceArn': source }, StringEquals: { 'AWS:SourceAccount': ACCOUNT } },
})

/** A function with something of everything that an export can say, and some of what it cannot. */
const content: FunctionContent = {
  configuration,
  code: { type: 'zip', blob: blobRef('code') },
  tags: { team: 'orders', 'aws:cloudformation:stack-name': 'old' },
  reservedConcurrency: 5,
  versions: [
    { version: '1', configuration: { ...configuration, Version: '1', CodeSha256: 'old' } },
    {
      version: '2',
      configuration: { ...configuration, Version: '2', CodeSha256: 'old' },
      code: { type: 'zip', blob: blobRef('older code') },
      policy: null,
    },
  ],
  aliases: [
    {
      name: 'live',
      configuration: {
        Name: 'live',
        FunctionVersion: '2',
        Description: 'what customers use',
        RoutingConfig: { AdditionalVersionWeights: { '1': 0.1 } },
      },
      policy: { Statement: [statement('topic', 'sns.amazonaws.com', `arn:aws:sns:${place}:orders`)] },
    },
    { name: 'test-a', configuration: { Name: 'test-a', FunctionVersion: '$LATEST' }, policy: null },
  ],
  policy: {
    Statement: [
      statement('bucket', 's3.amazonaws.com', 'arn:aws:s3:::uploads'),
      statement('rule', 'events.amazonaws.com', `arn:aws:events:${place}:rule/nightly`),
      {
        Sid: 'odd',
        Effect: 'Allow',
        NotPrincipal: { AWS: '*' },
        Action: 'lambda:InvokeFunction',
        Resource: RICH_ARN,
      },
      {
        Sid: 'url',
        Effect: 'Allow',
        Principal: '*',
        Action: 'lambda:InvokeFunctionUrl',
        Resource: RICH_ARN,
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
      },
    ],
  },
  urls: [
    {
      FunctionArn: `${RICH_ARN}:live`,
      FunctionUrl: 'https://x.lambda-url.eu-west-1.on.aws/',
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['https://shop.example'], AllowMethods: ['POST'], MaxAge: 300 },
      InvokeMode: 'BUFFERED',
    },
  ],
  eventInvoke: [
    {
      FunctionArn: `${RICH_ARN}:$LATEST`,
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 600,
      DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: `arn:aws:sqs:${place}:dead` } },
    },
    { FunctionArn: `${RICH_ARN}:1`, MaximumRetryAttempts: 0 },
  ],
  provisionedConcurrency: [{ FunctionArn: `${RICH_ARN}:live`, RequestedProvisionedConcurrentExecutions: 2 }],
  codeSigning: null,
  runtimeManagement: { UpdateRuntimeOn: 'FunctionUpdate', FunctionArn: RICH_ARN },
  recursion: { RecursiveLoop: 'Terminate' },
  scaling: null,
  capacityProviders: [],
  layers: [
    {
      arn: LAYER,
      description: {
        LayerVersionArn: LAYER,
        Version: 3,
        Description: 'formats',
        CompatibleRuntimes: ['nodejs24.x'],
        LicenseInfo: 'MIT',
        Content: { CodeSize: 5 },
      },
      policy: null,
      blob: blobRef('layer'),
    },
    { arn: FOREIGN_LAYER, description: {}, blob: blobRef('foreign') },
  ],
  eventSourceMappings: [
    {
      UUID: '1',
      EventSourceArn: `arn:aws:sqs:${place}:orders`,
      FunctionArn: `${RICH_ARN}:live`,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: '{"a":["${x}"]}' }] },
      ScalingConfig: { MaximumConcurrency: 5 },
      State: 'Enabled',
    },
    {
      UUID: '2',
      EventSourceArn: `arn:aws:kinesis:${place}:stream/clicks`,
      FunctionArn: RICH_ARN,
      StartingPosition: 'LATEST',
      BatchSize: 50,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:${place}:dead` } },
      State: 'Disabled',
    },
  ],
  triggers: [
    {
      kind: 'eventbridge-rule',
      source: `arn:aws:events:${place}:rule/nightly`,
      invokes: RICH_ARN,
      settings: {
        Rule: {
          Name: 'nightly',
          EventBusName: 'default',
          ScheduleExpression: 'rate(1 day)',
          State: 'ENABLED',
        },
        Target: { Id: '1', Input: '{"a":"${b}"}', RetryPolicy: { MaximumRetryAttempts: 2 } },
      },
    },
    {
      kind: 's3-notification',
      source: 'arn:aws:s3:::uploads',
      invokes: RICH_ARN,
      settings: { Id: 'n', Events: ['s3:ObjectCreated:*'] },
    },
    {
      kind: 'sns-subscription',
      source: `arn:aws:sns:${place}:orders`,
      invokes: `${RICH_ARN}:live`,
      settings: { FilterPolicy: '{"size":["big"]}', RawMessageDelivery: 'true' },
    },
  ],
  sources: [],
  references: [],
  logGroup: { logGroupName: '/aws/lambda/orders', retentionInDays: 14, logGroupClass: 'STANDARD' },
  role: {
    RoleName: 'orders',
    Path: '/service/',
    MaxSessionDuration: 3600,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    InlinePolicies: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::uploads/${aws:username}' },
          ],
        },
      },
    ],
    AttachedPolicies: [
      {
        PolicyName: 'AWSLambdaBasicExecutionRole',
        PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      },
    ],
  },
  placement: [],
}

export const RICH_POINT: FunctionPoint = {
  type: 'point',
  format: 1,
  id: '0123456789abcdef',
  resource: { account: ACCOUNT, zone: 'eu-west-1', kind: 'function', name: 'orders' },
  takenAt: '2026-11-20T10:00:00.000Z',
  cause: { type: 'run', runId: 'r1' },
  previous: null,
  writer: '0.0.0',
  fingerprint: '0'.repeat(64),
  content,
  observed: {},
  blobs: [],
  gaps: [],
}

/** The same point with other content. */
export function richPoint(changes: Partial<FunctionContent>): FunctionPoint {
  return { ...RICH_POINT, content: { ...content, ...changes } }
}
