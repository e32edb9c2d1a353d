import { ACCOUNT, HUB_REGION } from '../emulator/environment.ts'
import type { FunctionSpec } from './function-spec.ts'
import { modelWeights, releaseFile, sampleSecret } from './generated.ts'
import type { Surroundings } from './surroundings.ts'

/** Layer versions that functions of the estate use. */
export interface LayerArns {
  readonly moneyFormat: string
  readonly regions: string
}

const NODE = { Runtime: 'nodejs24.x', Handler: 'index.handler', MemorySize: 256, Timeout: 10 } as const
const PYTHON = { Runtime: 'python3.13', MemorySize: 256, Timeout: 30 } as const

/** The estate of a small shop: orders, payments, reports. Fourteen functions, of every kind that Holdfast must know. */
export function estateFunctions(around: Surroundings, layers: LayerArns): readonly FunctionSpec[] {
  return [...orders(around), ...payments(around, layers), ...reports(around), ...customers(around, layers)]
}

function orders(around: Surroundings): FunctionSpec[] {
  return [
    {
      name: 'orders-api',
      code: { type: 'folder', folder: 'orders-api', generated: [releaseFile('2026.10')] },
      configuration: {
        ...NODE,
        Role: around.ServiceRole,
        Description: 'Takes orders',
        Environment: { Variables: { DATABASE_PASSWORD: sampleSecret('orders-api'), STAGE: 'live' } },
        Tags: { team: 'orders', 'cost-centre': '4711' },
      },
      release: { generated: [releaseFile('2026.11')], share: 0.1 },
      permissions: [
        invokedBy('apigateway', `arn:aws:execute-api:${HUB_REGION}:${ACCOUNT}:a1b2c3d4e5/*/POST/orders`),
        { ...invokedBy('events', `arn:aws:events:${HUB_REGION}:${ACCOUNT}:rule/warm-up`), Qualifier: 'live' },
      ],
      url: {
        AuthType: 'AWS_IAM',
        Cors: { AllowOrigins: ['https://shop.example'], AllowMethods: ['POST'], MaxAge: 300 },
      },
    },
    {
      name: 'orders-worker',
      code: { type: 'folder', folder: 'orders-worker' },
      configuration: {
        ...NODE,
        Role: around.WorkerRole,
        DeadLetterConfig: { TargetArn: around.OrdersFailed },
        TracingConfig: { Mode: 'Active' },
      },
      sources: [
        {
          EventSourceArn: around.Orders,
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 5 },
        },
      ],
    },
    {
      name: 'orders-history',
      code: { type: 'folder', folder: 'orders-history' },
      configuration: { ...PYTHON, Handler: 'app.handler', Role: around.WorkerRole },
      sources: [
        {
          EventSourceArn: around.OrdersStream,
          StartingPosition: 'LATEST',
          BatchSize: 50,
          FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","MODIFY"]}' }] },
        },
      ],
    },
  ]
}

function payments(around: Surroundings, layers: LayerArns): FunctionSpec[] {
  return [
    {
      name: 'payment-webhook',
      code: { type: 'folder', folder: 'payment-webhook' },
      configuration: {
        ...NODE,
        Role: around.ServiceRole,
        Environment: { Variables: { WEBHOOK_SIGNING_KEY: sampleSecret('payment-webhook') } },
      },
      permissions: [
        {
          StatementId: 'public-url',
          Action: 'lambda:InvokeFunctionUrl',
          Principal: '*',
          FunctionUrlAuthType: 'NONE',
        },
      ],
      url: { AuthType: 'NONE', Cors: { AllowOrigins: ['*'], AllowHeaders: ['x-signature'] } },
      reservedConcurrency: 20,
    },
    {
      name: 'invoice-render',
      code: { type: 'folder', folder: 'invoice-render' },
      configuration: { ...NODE, Role: around.ServiceRole, Layers: [layers.moneyFormat] },
    },
    {
      name: 'image-resizer',
      code: {
        type: 'image',
        uri: `${ACCOUNT}.dkr.ecr.${HUB_REGION}.amazonaws.com/estate/image-resizer:1.4.0`,
      },
      configuration: {
        PackageType: 'Image',
        Role: around.ServiceRole,
        MemorySize: 1024,
        Timeout: 60,
        ImageConfig: { Command: ['resize.handler'] },
      },
      permissions: [invokedBy('s3', 'arn:aws:s3:::shop-uploads')],
    },
  ]
}

function reports(around: Surroundings): FunctionSpec[] {
  return [
    {
      name: 'nightly-report',
      code: { type: 'folder', folder: 'nightly-report' },
      configuration: {
        ...PYTHON,
        Handler: 'report.handler',
        Role: around.ServiceRole,
        Environment: { Variables: { REPORT_FORMAT: 'text' } },
      },
      asynchronous: {
        MaximumRetryAttempts: 1,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: {
          OnSuccess: { Destination: around.Reports },
          OnFailure: { Destination: around.OrdersFailed },
        },
      },
    },
    {
      name: 'price-model',
      code: { type: 'bucket', folder: 'price-model', generated: () => [modelWeights()] },
      configuration: {
        ...PYTHON,
        Handler: 'score.handler',
        Role: around.ServiceRole,
        MemorySize: 1769,
        EphemeralStorage: { Size: 1024 },
      },
    },
    {
      name: 'audit-trail',
      code: { type: 'folder', folder: 'audit-trail' },
      configuration: { ...PYTHON, Handler: 'audit.handler', Role: around.WorkerRole },
      sources: [
        { EventSourceArn: around.AuditStream, StartingPosition: 'TRIM_HORIZON', ParallelizationFactor: 2 },
      ],
    },
    {
      name: 'stock-sync',
      code: { type: 'folder', folder: 'stock-sync' },
      configuration: {
        ...PYTHON,
        Handler: 'sync.handler',
        Role: around.ServiceRole,
        VpcConfig: { SubnetIds: [around.SubnetA, around.SubnetB], SecurityGroupIds: [around.Firewall] },
        Environment: {
          Variables: {
            WAREHOUSE_URL: 'http://warehouse.internal',
            WAREHOUSE_TOKEN: sampleSecret('stock-sync'),
          },
        },
      },
    },
  ]
}

function customers(around: Surroundings, layers: LayerArns): FunctionSpec[] {
  return [
    {
      name: 'user-signup',
      code: { type: 'folder', folder: 'user-signup' },
      configuration: {
        ...NODE,
        Role: around.ServiceRole,
        Environment: { Variables: { BLOCKED_DOMAINS: 'mail.example,trash.example' } },
      },
      permissions: [
        invokedBy('cognito-idp', `arn:aws:cognito-idp:${HUB_REGION}:${ACCOUNT}:userpool/${HUB_REGION}_Shop`),
        invokedBy('sns', around.Reports),
      ],
    },
    {
      name: 'session-cleanup',
      code: { type: 'folder', folder: 'session-cleanup' },
      configuration: { ...NODE, Role: around.ServiceRole, Tags: { team: 'identity' } },
    },
    {
      name: 'geo-lookup',
      code: { type: 'folder', folder: 'geo-lookup' },
      configuration: {
        ...PYTHON,
        Handler: 'lookup.handler',
        Role: around.ServiceRole,
        Layers: [layers.regions],
      },
    },
    {
      name: 'feature-flags',
      code: { type: 'folder', folder: 'feature-flags' },
      configuration: { ...NODE, Role: around.ServiceRole, Architectures: ['arm64'] },
    },
  ]
}

function invokedBy(service: string, SourceArn: string) {
  const Principal = `${service}.amazonaws.com`
  return { StatementId: service, Action: 'lambda:InvokeFunction', Principal, SourceArn }
}
