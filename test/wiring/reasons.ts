import type { Reason } from './explain.ts'

/** Every action that a role allows and no flow test uses, with its reason. The wiring test refuses stale ones. */
export const REASONS: readonly Reason[] = [
  {
    functions: 'every',
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    because: 'Lambda writes the log of a function in its name; the emulator writes it by itself.',
  },
  {
    functions: ['on-change'],
    sid: 'TakeChanges',
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    because: 'Lambda polls the queue in the function’s name; the emulator polls it by itself.',
  },
  {
    functions: ['on-change'],
    sid: 'HandOverFunctions',
    actions: ['sqs:SendMessage'],
    because: 'Only when one of several functions that a trigger wakes cannot be captured for the moment.',
    mayBeUsed: true,
  },
  {
    functions: ['on-change', 'discover-zones'],
    sid: 'MakeVault',
    actions: ['s3:PutObject'],
    because: 'Whichever of the two comes first makes the vault.',
    mayBeUsed: true,
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadFunctions',
    actions: ['lambda:GetFunctionScalingConfig'],
    because: 'Only functions on a capacity provider have it, and the emulator has none of these.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadCapacityProviders',
    actions: ['lambda:GetCapacityProvider'],
    because: 'Only functions on a capacity provider have one, and the emulator has none of these.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadFactsOfLambda4',
    actions: ['lambda:GetCapacityProvider'],
    because: 'As above.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadAppsyncDataSource',
    actions: ['appsync:ListTypes', 'appsync:ListResolvers', 'appsync:ListFunctions'],
    because: 'Only for an API with a versioned data source; the emulator lists no functions of an API.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadAppsyncAuthorizer',
    actions: ['appsync:GetApi'],
    because: 'Only for a statement whose API is none of GraphQL; the estate has no Event API.',
  },
  {
    functions: ['capture-shard'],
    sid: 'ReadCodeSigningOfFunctions',
    actions: ['lambda:GetFunctionCodeSigningConfig'],
    because:
      'Only for a function that is read by itself: it changed since the lists were read, or a distribution runs it.',
    mayBeUsed: true,
  },
  {
    functions: ['capture-shard'],
    sid: 'ReadCodeSigning',
    actions: ['lambda:GetCodeSigningConfig'],
    because: 'As above, and only for one that has code signing.',
    mayBeUsed: true,
  },
  {
    functions: ['capture-shard'],
    sid: 'FindUsersOfCodeSigning',
    actions: ['lambda:ListFunctionsByCodeSigningConfig'],
    because: 'Asked for each code signing configuration, and the emulator lists none.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadEncryptedPackages',
    actions: ['kms:Decrypt'],
    because:
      'Lambda decrypts a package in the caller’s name; only there when the parameter PackageKeyArns is set.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'ReadTestEvents',
    actions: ['schemas:DescribeSchema'],
    because:
      'Only there when a plan captures event-data; the plans of the estate do not, and the emulator has no schemas.',
  },
  {
    functions: ['on-change', 'capture-shard'],
    sid: 'LockPoints',
    actions: ['s3:GetObjectRetention', 's3:PutObjectRetention'],
    because:
      'Only points of a plan that locks: the one function of the estate that has its tag may not change.',
    mayBeUsed: true,
  },
  {
    functions: ['apply-retention'],
    sid: 'SetAside',
    actions: ['s3:GetObject', 's3:PutObject'],
    because:
      'Only when a point expires, and the deployed rules keep every point of a vault as young as a test’s.',
    mayBeUsed: true,
  },
  {
    functions: ['apply-retention'],
    sid: 'ExpireManifests',
    actions: ['s3:DeleteObject'],
    because: 'As above.',
    mayBeUsed: true,
  },
  {
    functions: ['plan-retention', 'apply-retention'],
    sid: 'JudgePoints',
    actions: ['s3:GetObject'],
    because:
      'Holds and restores only where there are some; points are judged again only when some of them expire.',
    mayBeUsed: true,
  },
  {
    functions: ['plan-retention', 'apply-retention'],
    sid: 'AskLocks',
    actions: ['s3:GetObjectRetention'],
    because: 'Asked only of what would expire.',
    mayBeUsed: true,
  },
  {
    functions: ['sweep-blobs'],
    sid: 'ReadWhatIsNamed',
    actions: ['s3:GetObject'],
    because: 'Copies of expired manifests, and blobs before they are deleted: no test’s vault is old enough.',
    mayBeUsed: true,
  },
  {
    functions: ['sweep-blobs'],
    sid: 'TellSweeps',
    actions: ['s3:PutObject'],
    because: 'Only when a blob is unnamed that is older than the grace period.',
    mayBeUsed: true,
  },
  {
    functions: ['sweep-blobs'],
    sid: 'DeleteBlobs',
    actions: ['s3:DeleteObject', 's3:GetObjectRetention'],
    because: 'As above, a grace period later.',
    mayBeUsed: true,
  },
  {
    functions: ['report-retention'],
    sid: 'TellPeople',
    actions: ['sns:Publish'],
    because: 'People are told only when retention fails, and then when it works again.',
    mayBeUsed: true,
  },
  {
    functions: ['report-retention'],
    sid: 'EncryptAlerts',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    because: 'As above.',
    mayBeUsed: true,
  },
  {
    functions: ['report-retention'],
    sid: 'KnowAlerts',
    actions: ['s3:GetObject', 's3:PutObject'],
    because: 'As above: what people know of is written down when they are told.',
    mayBeUsed: true,
  },
  {
    functions: ['hash-blobs', 'report-audit'],
    sid: 'ReadVault',
    actions: ['s3:GetObject'],
    because: 'The audit reads whatever is in the vault: which parts are read, the day decides.',
    mayBeUsed: true,
  },
  {
    functions: ['report-audit'],
    sid: 'SeeLocks',
    actions: ['s3:GetObjectRetention'],
    because: 'Asked only of what a plan with immutability is responsible for.',
    mayBeUsed: true,
  },
  {
    functions: ['report-audit'],
    sid: 'KnowAlerts',
    actions: ['s3:PutObject'],
    because: 'What people know of is written down when they are told; where all is well nobody is.',
    mayBeUsed: true,
  },
  {
    functions: ['report-audit'],
    sid: 'TellPeople',
    actions: ['sns:Publish'],
    because: 'As above.',
    mayBeUsed: true,
  },
  {
    functions: ['report-audit'],
    sid: 'EncryptAlerts',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    because: 'As above.',
    mayBeUsed: true,
  },
  {
    functions: ['watch-activity'],
    sid: 'BuryAttempts',
    actions: ['sqs:SendMessage'],
    because:
      'Lambda sends what was tried in vain in the function’s name; no flow lets the watch fail three times.',
  },
  {
    functions: ['watch-activity'],
    sid: 'EncryptDeadLetters',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    because: 'As above: the queue is encrypted.',
  },
]
