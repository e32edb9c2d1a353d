import { randomUUID } from 'node:crypto'
import { encryptionSight } from '../aws/encryption-sight.ts'
import { openRoleUse } from '../aws/role-use.ts'
import { openStacks } from '../aws/stacks.ts'
import { openTrails } from '../aws/trails.ts'
import type {
  AuditPorts,
  AuditedCopy,
  DeployedSchedules,
  ReportAuditPorts,
  RoleUseApi,
  TrailSightApi,
} from '../audit/audit-ports.ts'
import type { ShardPorts } from '../audit/read-shard.ts'
import { clock } from './clock.ts'
import { trailSight } from './trail-sight.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openBucketSettings } from './open-bucket-settings.ts'
import { auditedCopy } from './open-copy.ts'
import { openLocks, openStore, openVault } from './open-vault.ts'
import type { ReportAuditSettings } from './settings.ts'
import { readReportAuditSettings, readReportCopySettings, readRunSettings } from './settings.ts'

/** What plan-audit touches outside itself. @throws SettingInvalidError */
export function planAuditWorld(): Pick<AuditPorts, 'store' | 'clock'> {
  const { HOLDFAST_VAULT } = readRunSettings(process.env)
  return { store: openStore(HOLDFAST_VAULT, { clock }), clock }
}

/** What hash-blobs touches outside itself. @throws SettingInvalidError */
export function hashBlobsWorld(): ShardPorts {
  const { HOLDFAST_VAULT } = readRunSettings(process.env)
  return openAudited(HOLDFAST_VAULT)
}

/** What report-audit touches outside itself, and whom it reports on. @throws SettingInvalidError */
export function reportAuditWorld(): ReportAuditPorts {
  const settings = readReportAuditSettings(process.env)
  const { HOLDFAST_VAULT, HOLDFAST_ACCOUNT, HOLDFAST_STACK, AWS_REGION } = settings
  return {
    ...openAudited(HOLDFAST_VAULT),
    plans: DEPLOYED_PLANS,
    schedules: schedulesOf(settings),
    areRunsWatched: settings.HOLDFAST_RUN_OVERDUE_HOURS > 0,
    areCopiesWatched: settings.HOLDFAST_COPY_OVERDUE_HOURS > 0,
    bucket: openBucketSettings(HOLDFAST_VAULT),
    locks: openLocks(HOLDFAST_VAULT),
    roles: deployedRoles(HOLDFAST_STACK, AWS_REGION),
    trails: deployedTrails(HOLDFAST_STACK, AWS_REGION),
    copies: deployedCopies(process.env),
    metrics: metricsPort,
    alerts: openAlertDesk(settings),
    account: HOLDFAST_ACCOUNT,
    deployment: { stack: HOLDFAST_STACK, hub: AWS_REGION },
  }
}

function openAudited(address: string): ShardPorts {
  const sight = encryptionSight()
  const world = { clock, onRead: sight.note }
  return {
    vault: openVault(address, { ...world, newId: randomUUID, whenMissing: 'fail' }),
    store: openStore(address, world),
    clock,
    log: logPort,
    sight: address.startsWith('s3:') ? sight : undefined,
  }
}

/** Parameters of the stack, which go before what the plan file says. */
function schedulesOf(settings: ReportAuditSettings): DeployedSchedules {
  const restoreTests = settings.HOLDFAST_RESTORE_TEST_SCHEDULE
  const copies = settings.HOLDFAST_COPY_SCHEDULE
  return {
    quick: settings.HOLDFAST_QUICK_SCHEDULE,
    deep: settings.HOLDFAST_DEEP_SCHEDULE,
    retention: settings.HOLDFAST_RETENTION_SCHEDULE,
    restoreTests: restoreTests === '' ? undefined : restoreTests,
    copies: copies === '' ? undefined : copies,
    timeZone: settings.HOLDFAST_SCHEDULE_TIME_ZONE,
  }
}

/** One deployment makes one copy, or none. */
function deployedCopies(environment: NodeJS.ProcessEnv): readonly AuditedCopy[] {
  return environment['HOLDFAST_COPY'] === undefined ? [] : [auditedCopy(readReportCopySettings(environment))]
}

function deployedTrails(stackName: string, hub: string): TrailSightApi {
  return {
    isDeployed: async () => true,
    look: (zone) => trailSight({ openTrails }, zone, { stackName, hub }),
  }
}

function deployedRoles(stack: string, region: string): RoleUseApi {
  return {
    listRoles: () => openStacks(region).listResources(stack, 'AWS::IAM::Role'),
    readUse: openRoleUse(clock),
  }
}
