import type { FunctionSpec } from './function-spec.ts'
import { releaseFile, sampleSecret } from './generated.ts'
import { NODE, PYTHON } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

/** What takes orders and carries them out. */
export function orders(around: Surroundings): FunctionSpec[] {
  return [ordersApi(around), ordersWorker(around), ordersHistory(around)]
}

function ordersApi(around: Surroundings): FunctionSpec {
  return {
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
    url: {
      AuthType: 'AWS_IAM',
      Cors: { AllowOrigins: ['https://shop.example'], AllowMethods: ['POST'], MaxAge: 300 },
    },
  }
}

function ordersWorker(around: Surroundings): FunctionSpec {
  return {
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
  }
}

function ordersHistory(around: Surroundings): FunctionSpec {
  return {
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
  }
}
