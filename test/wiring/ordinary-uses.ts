import { whyRare } from '../../shared/audit/rare-uses.ts'
import type { Need } from './needs.ts'

/** Services by role, both by their names in infrastructure/ and in IAM. */
type Uses = Readonly<Record<string, readonly string[]>>

/**
 * What each role does in every deployment, day by day, or at least within 90 days: by service. The audit finds it when a
 * role stops doing so. A new permission stands here, or in shared/audit/rare-uses.ts with the reason why it is rarely used.
 */
export const ORDINARY: Uses = {
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

/** Of these, what a service of AWS does in the name of a function's role: IAM records it, and no call of the function does. */
export const IN_ITS_NAME: Uses = {
  OnChangeRole: ['sqs'],
  SendToSlackRole: ['sqs'],
  SendToWebhookRole: ['sqs'],
}

/** What functions used, each role with each service once: `OnChangeRole s3`. @param roles of functions, by function */
export function usesOf(needs: readonly Need[], roles: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set(
    needs.map(({ function: name, action }) => `${roles.get(name) ?? name} ${action.split(':')[0]}`),
  )
}

/** What the audit expects of the roles of functions and none of them did, though every function did all that it can. */
export function neverUsed(used: ReadonlySet<string>, roles: ReadonlyMap<string, string>): readonly string[] {
  const expected = [...roles.values()].flatMap((role) =>
    (ORDINARY[role] ?? [])
      .filter((service) => IN_ITS_NAME[role]?.includes(service) !== true)
      .map((service) => `${role} ${service}`),
  )
  return expected.filter((use) => !used.has(use))
}

/** What the audit calls rare and roles do all the same. What it says of every role is not their own doing. */
export function rareAllTheSame(used: ReadonlySet<string>): readonly string[] {
  return [...used].filter((use) => {
    const [role = '', service = ''] = use.split(' ')
    return whyRare('', service) === undefined && whyRare(roleName(role), service) !== undefined
  })
}

/** As CloudFormation names a role. */
export function roleName(id: string): string {
  return `holdfast-prod-${id}-1A2B3C`
}
