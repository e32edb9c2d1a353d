import { beforeAll, describe, expect, test } from '@jest/globals'
import { RARE_USES, whyRare } from '../../shared/audit/rare-uses.ts'
import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, packagedTemplate, roleStatements } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

/**
 * What each role does in every deployment, day by day, or at least within 90 days: by service. The audit finds it when a
 * role stops doing so. A new permission stands here, or in shared/audit/rare-uses.ts with the reason why it is rarely used.
 */
const ORDINARY: Readonly<Record<string, readonly string[]>> = {
  // Lambda polls the queue under the role; captures take place only when something changes.
  OnChangeRole: ['sqs'],
  WatchSchedulerRole: ['lambda'],
  WatchActivityRole: ['s3'],
  DeliverLogsRole: ['es'],
  SendToSlackRole: ['sqs'],
  SendToWebhookRole: ['sqs'],
  DiscoverZonesRole: ['ec2', 'events', 's3'],
  PlanZoneRole: ['lambda', 's3'],
  // A deep run reads every part of every function.
  CaptureShardRole: ['iam', 'lambda', 's3'],
  SummarizeZoneRole: ['s3'],
  ReportRunRole: ['s3'],
  BackupStateMachineRole: ['lambda'],
  SchedulerRole: ['states'],
  RetentionStateMachineRole: ['lambda'],
  RetentionSchedulerRole: ['states'],
  PlanRetentionRole: ['s3'],
  ApplyRetentionRole: ['s3'],
  SweepBlobsRole: ['s3'],
  ReportRetentionRole: ['s3'],
  CopyStateMachineRole: ['lambda'],
  CopySchedulerRole: ['states'],
  CopyPointsRole: ['s3'],
  ReportCopyRole: ['s3'],
  AuditStateMachineRole: ['lambda'],
  AuditSchedulerRole: ['states'],
  PlanAuditRole: ['s3'],
  HashBlobsRole: ['s3'],
  ReportAuditRole: ['cloudformation', 'cloudtrail', 'iam', 's3'],
}

/** The services that a role may use, by its own policies and by those attached to it. */
function servicesOf(id: string): readonly string[] {
  const statements = [...roleStatements(template.Resources[id]!), ...attachedStatements(template, id)]
  const actions = statements.filter(({ effect }) => effect === 'Allow').flatMap((one) => one.actions)
  return [...new Set(actions.map((action) => action.split(':')[0]!))].sort()
}

const roles = () => ofType(template, 'AWS::IAM::Role').map(([id]) => id)
/** As CloudFormation names it. */
const named = (id: string) => `holdfast-prod-${id}-1A2B3C`

describe('what a role may use and what the audit expects of it', () => {
  test('are the same, but for what is listed as rare', () => {
    const expected = roles().map((id) => [
      id,
      servicesOf(id).filter((service) => whyRare(named(id), service) === undefined),
    ])
    expect(Object.fromEntries(expected.filter(([, services]) => services?.length !== 0))).toEqual(ORDINARY)
  })

  test('names in what is rare no role that is not there, and no service that it may not use', () => {
    const stale = RARE_USES.flatMap(({ roles: ids, services }) =>
      (ids === 'all' ? roles() : ids).flatMap((id) => {
        if (!roles().includes(id)) return [`${id} is no role`]
        if (ids === 'all' || services === 'all') return []
        // A line may be for several roles: each service must be for one of them.
        return services.filter((service) => !ids.some((one) => servicesOf(one).includes(service)))
      }),
    )
    expect(stale).toEqual([])
  })
})
