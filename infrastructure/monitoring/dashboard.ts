import type { Place, Widget } from './widgets.ts'
import { alarmStates, byZone, chart, numbers, queueChart, text } from './widgets.ts'

/**
 * Every alarm of the stack, each with the condition under which it is there: green above all means that no promise is
 * broken, nothing failed and nothing is unusual, as far as is known.
 */
export const PROMISES = {
  NoRunAlarm: 'RunsAreWatched',
  RunFailedAlarm: undefined,
  UnprotectedAlarm: undefined,
  ChangesWaitAlarm: undefined,
  OnChangeErrorsAlarm: undefined,
  ChangesDeadLettersAlarm: undefined,
  IntegrityAlarm: undefined,
  LockShortAlarm: undefined,
  RestoreTestOverdueAlarm: 'RestoreTestsAreWatched',
  RestoreTestFailedAlarm: 'RestoreAllowed',
  CopyUnmeasuredAlarm: 'CopiesAreWatched',
  CopyFailedAlarm: 'HasCopy',
  CopyOverdueAlarm: 'HasCopy',
  ReplicationFailedAlarm: 'Replicates',
  NoAuditAlarm: 'AuditsAreWatched',
  AuditFailedAlarm: undefined,
  RetentionFailedAlarm: undefined,
  ExecutionsFailedAlarm: undefined,
  ExecutionsDeadLettersAlarm: undefined,
  StartFailedAlarm: undefined,
  SchedulerDeadLettersAlarm: undefined,
  LooksFailedAlarm: undefined,
  WatchFailedAlarm: undefined,
  WatchDeadLettersAlarm: undefined,
  ActivityLostAlarm: undefined,
  ActivityAnomalyAlarm: undefined,
  DeletionsAnomalyAlarm: undefined,
  AlertsNotToldAlarm: undefined,
  EmailDeadLettersAlarm: 'HasAlertEmail',
  SlackDeadLettersAlarm: 'HasSlack',
  WebhookDeadLettersAlarm: 'HasWebhook',
  LogDeliveryDeadLettersAlarm: 'DeliversLogs',
  ThrottledAlarm: undefined,
} as const satisfies Record<string, string | undefined>

const HEADER = `# Are we protected?
**Green above all: yes.** Grey: not known yet. Red: \`holdfast doctor\` and \`holdfast audit\` say what is wrong and what to do.
Stack \${AWS::StackName} · vault \${VaultBucket}`

/** The dashboard of the stack, as a part of the template. */
export function dashboardTemplate() {
  const body = JSON.stringify({ start: '-P14D', periodOverride: 'inherit', widgets: widgets() })
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: { 'Fn::Sub': '${AWS::StackName}-${AWS::Region}' },
          DashboardBody: { 'Fn::Sub': [body, { Promises: promises() }] as const },
        },
      },
    },
  }
}

/** From what must be seen in one look down to what explains it. */
export function widgets(): readonly Widget[] {
  return [...protection(), ...captures(), ...costs(), ...proof()]
}

function protection(): readonly Widget[] {
  return [
    text(HEADER, at(0, 0, 24, 3)),
    alarmStates('Promises', 'Promises', at(0, 3, 24, 8)),
    numbers(
      'Not protected',
      [
        { metric: 'FunctionsUnprotected', label: 'functions beyond their objective', stat: 'Maximum' },
        { metric: 'CapturesFailed', label: 'captures failed', stat: 'Sum' },
        { metric: 'Gaps', label: 'gaps', stat: 'Sum' },
        { metric: 'IntegrityDamaged', label: 'damaged objects', stat: 'Maximum' },
      ],
      at(0, 11, 12, 4),
    ),
    byZone(
      'Oldest function beyond its objective, seconds, by zone',
      'OldestUnprotectedAge',
      at(12, 11, 12, 4),
    ),
  ]
}

function captures(): readonly Widget[] {
  return [
    chart(
      'Recovery points in a day',
      [
        { metric: 'PointsWritten', label: 'written', stat: 'Sum' },
        { metric: 'Unchanged', label: 'unchanged', stat: 'Sum' },
        { metric: 'Tombstones', label: 'deleted', stat: 'Sum' },
      ],
      at(0, 15, 12, 6),
    ),
    chart(
      'From a change to its point',
      [{ metric: 'CaptureLatency', label: 'nine of ten within', stat: 'p90' }],
      at(12, 15, 6, 6),
      3600,
    ),
    queueChart(
      'Oldest change that waits, seconds',
      'ApproximateAgeOfOldestMessage',
      'ChangesQueue',
      at(18, 15, 6, 6),
    ),
  ]
}

function costs(): readonly Widget[] {
  return [
    chart(
      'Bytes in a day',
      [
        { metric: 'BytesStored', label: 'new', stat: 'Sum' },
        { metric: 'BytesDeduplicated', label: 'there already', stat: 'Sum' },
        { metric: 'BytesFreed', label: 'freed', stat: 'Sum' },
      ],
      at(0, 21, 12, 6),
    ),
    chart(
      'Calls of runs that read the account',
      [
        { metric: 'ApiCalls', label: 'calls', stat: 'Sum' },
        { metric: 'Throttled', label: 'throttled', stat: 'Sum' },
      ],
      at(12, 21, 12, 6),
    ),
  ]
}

function proof(): readonly Widget[] {
  return [
    numbers(
      'Proof, from the last day',
      [
        { metric: 'RunsEnded', label: 'runs ended', stat: 'Sum' },
        { metric: 'AuditsEnded', label: 'audits ended', stat: 'Sum' },
        { metric: 'AuditFindings', label: 'findings', stat: 'Maximum' },
        { metric: 'RestoreTestAge', label: 'newest restore test', stat: 'Maximum' },
        { metric: 'LockShort', label: 'locks missing', stat: 'Maximum' },
        { metric: 'CopyLag', label: 'copy behind', stat: 'Maximum' },
      ],
      at(0, 27, 24, 4),
    ),
  ]
}

function at(x: number, y: number, width: number, height: number): Place {
  return { x, y, width, height }
}

/** ARNs of the alarms that are there, as the inside of a JSON string list. */
function promises() {
  const arns = Object.entries(PROMISES).map(([id, condition]) => {
    const arn = { 'Fn::GetAtt': [id, 'Arn'] }
    return condition === undefined ? arn : { 'Fn::If': [condition, arn, { Ref: 'AWS::NoValue' }] }
  })
  return { 'Fn::Join': ['","', arns] }
}
