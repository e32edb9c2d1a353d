import { ACCOUNT, HUB_REGION } from '../emulator/environment.ts'
import type { FunctionSpec } from './function-spec.ts'
import { modelWeights, sampleSecret } from './generated.ts'
import { PYTHON } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

const DEFAULT_BUS = `arn:aws:events:${HUB_REGION}:${ACCOUNT}:event-bus/default`

/** What counts, models and compares. */
export function reports(around: Surroundings): FunctionSpec[] {
  return [nightlyReport(around), priceModel(around), auditTrail(around), stockSync(around)]
}

function nightlyReport(around: Surroundings): FunctionSpec {
  return {
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
  }
}

function priceModel(around: Surroundings): FunctionSpec {
  return {
    name: 'price-model',
    code: { type: 'bucket', folder: 'price-model', generated: () => [modelWeights()] },
    configuration: {
      ...PYTHON,
      Handler: 'score.handler',
      Role: around.ServiceRole,
      MemorySize: 1769,
      EphemeralStorage: { Size: 1024 },
    },
  }
}

function auditTrail(around: Surroundings): FunctionSpec {
  return {
    name: 'audit-trail',
    code: { type: 'folder', folder: 'audit-trail' },
    configuration: { ...PYTHON, Handler: 'audit.handler', Role: around.WorkerRole },
    asynchronous: { DestinationConfig: { OnFailure: { Destination: DEFAULT_BUS } } },
    sources: [
      { EventSourceArn: around.AuditStream, StartingPosition: 'TRIM_HORIZON', ParallelizationFactor: 2 },
    ],
  }
}

function stockSync(around: Surroundings): FunctionSpec {
  return {
    name: 'stock-sync',
    code: { type: 'folder', folder: 'stock-sync' },
    configuration: {
      ...PYTHON,
      Handler: 'sync.handler',
      Role: around.ServiceRole,
      FileSystemConfigs: [{ Arn: around.WarehouseFiles, LocalMountPath: '/mnt/warehouse' }],
      VpcConfig: { SubnetIds: [around.SubnetA, around.SubnetB], SecurityGroupIds: [around.Firewall] },
      Environment: {
        Variables: {
          WAREHOUSE_URL: 'http://warehouse.internal',
          WAREHOUSE_TOKEN: sampleSecret('stock-sync'),
        },
      },
    },
  }
}
