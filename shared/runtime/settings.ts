import * as z from 'zod'
import type { DeploymentName } from '../model/command-place.ts'
import { SettingInvalidError } from '../errors.ts'
import { Severity } from '../model/alert.ts'
import { ResourceRef } from '../model/resource.ts'
import { ZoneList } from '../zones/zone-filter.ts'

/** What the deployment tells its functions, by environment variable. serverless.yml sets them. */
const VARIABLES = {
  /** Address of the vault: `s3://bucket`. */
  HOLDFAST_VAULT: z.string().min(1),
  /** The account that is protected. */
  HOLDFAST_ACCOUNT: z.string().regex(/^\d{12}$/),
  /** Share of AWS's quotas that Holdfast takes in each region, between 0 and 1. */
  HOLDFAST_QUOTA_SHARE: z.coerce.number().positive().max(1),
}

/** Of functions whose alerts name commands that are about the deployment. */
const DEPLOYMENT = {
  /** Name of the stack. */
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
  /** Its region, as Lambda says it. */
  AWS_REGION: z.string().min(1),
}

const ChangeSettings = z.object({
  ...VARIABLES,
  ...DEPLOYMENT,
  HOLDFAST_CHANGES_QUEUE: z.url(),
  HOLDFAST_CHANGES_DEAD_LETTERS: z.url(),
  HOLDFAST_ALERTS_TOPIC: z.string().startsWith('arn:'),
})

const RunSettings = z.object(VARIABLES)

const BeginSettings = z.object({
  ...RunSettings.shape,
  /** Where every region sends its changes, and under which role. */
  HOLDFAST_HUB_BUS: z.string().startsWith('arn:'),
  HOLDFAST_FORWARDING_ROLE: z.string().startsWith('arn:'),
  HOLDFAST_STACK: z.string().min(1),
  /** The only zones that runs look at, all if empty; and those that they leave alone. */
  HOLDFAST_ZONES: ZoneList,
  HOLDFAST_EXCLUDE_ZONES: ZoneList,
})

const ReportSettings = z.object({
  ...RunSettings.shape,
  ...DEPLOYMENT,
  HOLDFAST_ALERTS_TOPIC: z.string().startsWith('arn:'),
  /** What starts runs: expressions of EventBridge Scheduler, and the time zone that they are meant in. */
  HOLDFAST_QUICK_SCHEDULE: z.string().min(1),
  HOLDFAST_DEEP_SCHEDULE: z.string().min(1),
  HOLDFAST_SCHEDULE_TIME_ZONE: z.string().min(1),
})

const ChooseTestsSettings = z.object({
  ...RunSettings.shape,
  HOLDFAST_TEST_SAMPLE: z.coerce.number().int().nonnegative(),
  /** `key=value`; empty for none. */
  HOLDFAST_TEST_PRODUCTION_TAG: z.string().regex(/^(?:[^=]+=.*)?$/),
  /** Empty: where the functions are at home. */
  HOLDFAST_TEST_REGION: z.union([z.literal(''), ResourceRef.shape.zone]),
})

const ReportTestsSettings = z.object({
  ...RunSettings.shape,
  HOLDFAST_ALERTS_TOPIC: ReportSettings.shape.HOLDFAST_ALERTS_TOPIC,
})

const PlanRestoreSettings = z.object({
  ...RunSettings.shape,
  /** Whether a person must agree to the plan of each restore. */
  HOLDFAST_RESTORE_APPROVAL: z.enum(['yes', 'no']),
})

const ReportRestoreSettings = z.object({
  ...RunSettings.shape,
  HOLDFAST_ALERTS_TOPIC: ReportSettings.shape.HOLDFAST_ALERTS_TOPIC,
})

const DeliverySettings = z.object({
  HOLDFAST_CHANNEL_QUEUE: z.url(),
  HOLDFAST_CHANNEL_DEAD_LETTERS: z.url(),
  /** What only the channel and Holdfast know: the address of Slack's webhook, or the key of signatures. */
  HOLDFAST_CHANNEL_SECRET: z.string().startsWith('arn:'),
})
export type DeliverySettings = z.infer<typeof DeliverySettings>

const SlackSettings = z.object({ ...DeliverySettings.shape, HOLDFAST_SLACK_MINIMUM_SEVERITY: Severity })

const WebhookSettings = z.object({ ...DeliverySettings.shape, HOLDFAST_WEBHOOK_URL: z.string().min(1) })

const WatchSettings = z.object({
  ...RunSettings.shape,
  ...DEPLOYMENT,
  HOLDFAST_ALERTS_TOPIC: ReportSettings.shape.HOLDFAST_ALERTS_TOPIC,
})

const LogDeliverySettings = z.object({
  HOLDFAST_OPENSEARCH_ENDPOINT: z.string().min(1),
  /** ARN of the domain: it says in which region requests are signed. */
  HOLDFAST_OPENSEARCH_DOMAIN: z.string().regex(/^arn:[\w-]+:es:[\w-]+:\d{12}:domain\/.+$/),
})

const ReportAuditSettings = z.object({
  ...RunSettings.shape,
  HOLDFAST_ALERTS_TOPIC: ReportSettings.shape.HOLDFAST_ALERTS_TOPIC,
  /** The deployment whose roles are looked at, and its region, as Lambda says it. */
  HOLDFAST_STACK: z.string().min(1),
  HOLDFAST_QUICK_SCHEDULE: ReportSettings.shape.HOLDFAST_QUICK_SCHEDULE,
  HOLDFAST_DEEP_SCHEDULE: ReportSettings.shape.HOLDFAST_DEEP_SCHEDULE,
  HOLDFAST_SCHEDULE_TIME_ZONE: ReportSettings.shape.HOLDFAST_SCHEDULE_TIME_ZONE,
  HOLDFAST_RETENTION_SCHEDULE: z.string().min(1),
  /** Empty where restores are not tested. */
  HOLDFAST_RESTORE_TEST_SCHEDULE: z.string(),
  /** After how many hours an alarm tells that no run ended; 0 where there is none. */
  HOLDFAST_RUN_OVERDUE_HOURS: z.coerce.number().int().nonnegative(),
  /** Empty where there is no copy. */
  HOLDFAST_COPY_SCHEDULE: z.string(),
  /** After how many hours an alarm tells that nobody compared the copy; 0 where there is none. */
  HOLDFAST_COPY_OVERDUE_HOURS: z.coerce.number().int().nonnegative(),
  AWS_REGION: z.string().min(1),
})

const CopySettings = z.object({
  ...RunSettings.shape,
  /** Address of the copy, and whose and where its bucket is. */
  HOLDFAST_COPY: z.string().startsWith('s3://'),
  HOLDFAST_COPY_ACCOUNT: ResourceRef.shape.account,
  HOLDFAST_COPY_REGION: ResourceRef.shape.zone,
  /** Who copies: S3, or Holdfast what plans ask for. */
  HOLDFAST_COPY_BY: z.enum(['replication', 'plans']),
})
export type CopySettings = z.infer<typeof CopySettings>

const ReportCopySettings = z.object({
  ...CopySettings.shape,
  HOLDFAST_ALERTS_TOPIC: ReportSettings.shape.HOLDFAST_ALERTS_TOPIC,
  /** Minutes. */
  HOLDFAST_COPY_MAXIMUM_LAG: z.coerce.number().int().positive(),
})
export type ReportCopySettings = z.infer<typeof ReportCopySettings>

type Environment = Readonly<Record<string, string | undefined>>

/** @throws SettingInvalidError naming every variable that is missing or wrong, never its value */
function reader<T>(schema: z.ZodType<T>): (environment: Environment) => T {
  return (environment) => {
    const parsed = schema.safeParse(environment)
    if (parsed.success) return parsed.data
    const names = parsed.error.issues.map((issue) => issue.path.join('.'))
    throw new SettingInvalidError(`Environment variables are missing or wrong: ${names.join(', ')}.`)
  }
}

/** The deployment that settings are of, as commands name it. */
export function deploymentOf({
  POWERTOOLS_SERVICE_NAME: stack,
  AWS_REGION: hub,
}: z.infer<z.ZodObject<typeof DEPLOYMENT>>): DeploymentName {
  return { stack, hub }
}

export const readChangeSettings = reader(ChangeSettings)
export const readRunSettings = reader(RunSettings)
export const readBeginSettings = reader(BeginSettings)
export const readReportSettings = reader(ReportSettings)
export const readPlanRestoreSettings = reader(PlanRestoreSettings)
export const readReportRestoreSettings = reader(ReportRestoreSettings)
export const readChooseTestsSettings = reader(ChooseTestsSettings)
export const readReportTestsSettings = reader(ReportTestsSettings)
export const readSlackSettings = reader(SlackSettings)
export const readWebhookSettings = reader(WebhookSettings)
export const readWatchSettings = reader(WatchSettings)
export const readLogDeliverySettings = reader(LogDeliverySettings)
export const readCopySettings = reader(CopySettings)
export const readReportCopySettings = reader(ReportCopySettings)
export type ReportAuditSettings = z.infer<typeof ReportAuditSettings>
export const readReportAuditSettings = reader(ReportAuditSettings)
export type RunSettings = z.infer<typeof RunSettings>
