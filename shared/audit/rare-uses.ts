/** Services that roles may use and do not use on ordinary days, and why they may all the same. */
export interface RareUse {
  /** Roles by their names in infrastructure/. */
  readonly roles: 'all' | readonly string[]
  /** Namespaces of IAM. */
  readonly services: 'all' | readonly string[]
  readonly why: string
}

/** Roles of functions that put together and read what wakes a function. */
const READERS = ['OnChangeRole', 'CaptureShardRole']

/** Where functions are woken from, and what they use: read only where a function's policy or configuration names it. */
const SOURCES = [
  'apigateway',
  'appsync',
  'codecommit',
  'codepipeline',
  'cognito-idp',
  'config',
  'connect',
  'dynamodb',
  'elasticfilesystem',
  'elasticloadbalancing',
  'events',
  'iot',
  'kafka',
  'kinesis',
  'lex',
  'mq',
  'pipes',
  'rds',
  's3files',
  'scheduler',
  'secretsmanager',
  'ses',
  'sns',
  'ssm',
  'states',
  'vpc-lattice',
]

const SCHEDULERS = [
  'AuditSchedulerRole',
  'CopySchedulerRole',
  'RetentionSchedulerRole',
  'SchedulerRole',
  'WatchSchedulerRole',
]

/** Whoever tells people has something to tell on rare days. */
const TELLERS = [
  'OnChangeRole',
  'ReportAuditRole',
  'ReportCopyRole',
  'ReportRetentionRole',
  'WatchActivityRole',
]

/**
 * What is not held against a role when nobody used it for long. test/wiring/role-use.test.ts holds it against the roles of
 * the template: whatever is not here is used on ordinary days. test/wiring/permissions.emulator.test.ts holds both against
 * what the functions do.
 */
export const RARE_USES: readonly RareUse[] = [
  {
    roles: 'all',
    services: ['logs', 'xray', 'kms'],
    why: 'in its name by Lambda, S3, SQS or SNS, which IAM need not record',
  },
  { roles: ['RetireZonesRole'], services: 'all', why: 'only when the deployment is removed' },
  { roles: ['ReportFailureRole'], services: 'all', why: 'only when a run fails as a whole' },
  {
    roles: [
      'PlanRestoreRole',
      'AskApprovalRole',
      'ApplyRestoreRole',
      'VerifyRestoreRole',
      'ReportRestoreRole',
      'RestoreStateMachineRole',
    ],
    services: 'all',
    why: 'only when something is restored',
  },
  {
    roles: [
      'ChooseRestoreTestRole',
      'RunRestoreTestRole',
      'RemoveRestoreTestRole',
      'ReportRestoreTestRole',
      'RestoreTestStateMachineRole',
      'RestoreTestSchedulerRole',
    ],
    services: 'all',
    why: 'only as the functions need that are tested; the control restore-tests says whether tests come',
  },
  {
    roles: ['SendToSlackRole', 'SendToWebhookRole'],
    services: ['secretsmanager'],
    why: 'only when there is something to tell',
  },
  { roles: TELLERS, services: ['sns'], why: 'only when there is something to tell' },
  {
    roles: ['ReportRunRole'],
    services: ['sns'],
    why: 'only for runs of which the plans want people to hear',
  },
  { roles: SCHEDULERS, services: ['sqs'], why: 'only for a start that fails' },
  {
    roles: ['WatchActivityRole', 'DeliverLogsRole'],
    services: ['sqs'],
    why: 'only for what was tried in vain',
  },
  { roles: READERS, services: SOURCES, why: 'only where a function is woken by it, or uses it' },
  {
    roles: ['CaptureShardRole'],
    services: ['sqs'],
    why: 'only where a function is woken by it, or uses it',
  },
  {
    roles: ['OnChangeRole'],
    services: ['s3', 'lambda', 'iam'],
    why: 'only when a function changes',
  },
  {
    roles: [...READERS, 'PlanZoneRole'],
    services: ['cloudfront', 'cloudfront-keyvaluestore', 'ec2', 'schemas'],
    why: 'only for functions at the edge, in a network, or whose test events are captured',
  },
  {
    roles: ['DiscoverZonesRole'],
    services: ['iam'],
    why: 'to pass a role, which IAM does not record',
  },
  {
    roles: ['ForwardingRole', 'ReplicationRole'],
    services: 'all',
    why: 'in its name by EventBridge or S3, which IAM need not record',
  },
  {
    roles: ['BackupStateMachineRole', 'AuditStateMachineRole'],
    services: ['states'],
    why: 'in its name by Step Functions, which IAM need not record',
  },
]

/**
 * Why a role does not use a service on ordinary days; `undefined` when it does.
 *
 * @param role name; CloudFormation makes it of the stack's, that in infrastructure/ and some letters
 */
export function whyRare(role: string, service: string): string | undefined {
  return RARE_USES.find(
    ({ roles, services }) =>
      (roles === 'all' || roles.some((id) => role.includes(`-${id}-`))) &&
      (services === 'all' || services.includes(service)),
  )?.why
}
