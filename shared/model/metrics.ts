/** A unit as CloudWatch names it. */
export type MetricUnit = 'Count' | 'Bytes' | 'Milliseconds' | 'Seconds' | 'Percent'

interface Metric {
  readonly unit: MetricUnit
  /** One number for each zone, in the dimension `Zone`. All have the dimension `service`, the name of the stack. */
  readonly perZone?: true
  readonly meaning: string
}

/** The namespace of all of them: `POWERTOOLS_METRICS_NAMESPACE` in serverless.yml. */
export const METRICS_NAMESPACE = 'Holdfast'

/**
 * Every metric of Holdfast. Nothing else can be emitted, and alarms, dashboard and docs/monitoring.md name none but these.
 * CloudWatch asks $0.30 a month for each of them and for each zone: a number that nobody looks at has no place here.
 */
export const METRICS = {
  RunsEnded: { unit: 'Count', meaning: 'runs of everything that ended, however they did, and were told' },
  RunsWithFailures: { unit: 'Count', meaning: 'runs that failed, in part or as a whole' },
  ZonesFailed: { unit: 'Count', meaning: 'zones that a run could not read' },
  PointsWritten: { unit: 'Count', meaning: 'recovery points written' },
  Unchanged: { unit: 'Count', meaning: 'captures that found nothing new' },
  Tombstones: { unit: 'Count', meaning: 'functions and other resources found deleted' },
  CapturesFailed: { unit: 'Count', meaning: 'captures that failed' },
  Gaps: { unit: 'Count', meaning: 'parts that could not be read' },
  BytesStored: { unit: 'Bytes', meaning: 'bytes that were new to the vault' },
  BytesDeduplicated: { unit: 'Bytes', meaning: 'bytes that the vault had already' },
  ApiCalls: {
    unit: 'Count',
    meaning: 'calls on the account, of runs, of on-change, of restores and of their tests',
  },
  Throttled: { unit: 'Count', meaning: 'of these, calls that AWS throttled' },
  ThrottledShare: {
    unit: 'Percent',
    meaning:
      'throttled calls in a hundred, of a run or of one invocation besides; of fewer calls, as if they were a hundred',
  },
  ChangesSeen: { unit: 'Count', meaning: 'change events that were answered' },
  EventsIgnored: { unit: 'Count', meaning: 'change events that concern nothing that is backed up' },
  CaptureLatency: { unit: 'Milliseconds', meaning: 'from the change, as CloudTrail dates it, to its point' },
  ChangesRetried: { unit: 'Count', meaning: 'changes that are tried again' },
  ChangesDeadLettered: { unit: 'Count', meaning: 'changes that were given up' },
  AlertsNotTold: {
    unit: 'Count',
    meaning: 'problems and events that could neither be told nor kept to be told later',
  },
  AlertsRetried: { unit: 'Count', meaning: 'alerts that a channel takes later' },
  AlertsDeadLettered: { unit: 'Count', meaning: 'alerts that a channel refused for good' },
  ActivityLost: { unit: 'Count', meaning: 'lines of activity that could not be written or read' },
  LooksFailed: { unit: 'Count', meaning: 'looks for unusual activity that failed' },
  UnusualActivity: { unit: 'Count', meaning: 'what the watch found unusual' },
  RestoresSucceeded: { unit: 'Count', meaning: 'restores that were verified' },
  RestoresFailed: { unit: 'Count', meaning: 'restores that were not' },
  RestoreTestsPassed: { unit: 'Count', meaning: 'restore tests that passed' },
  RestoreTestsFailed: { unit: 'Count', meaning: 'restore tests that failed' },
  RestoreTestLeftovers: { unit: 'Count', meaning: 'what restore tests left behind' },
  RestoreTestAge: { unit: 'Seconds', meaning: 'since the newest restore test, or since tests are asked for' },
  PointsKept: { unit: 'Count', meaning: 'recovery points that retention kept' },
  PointsExpired: { unit: 'Count', meaning: 'recovery points that expired' },
  PointsPurged: { unit: 'Count', meaning: 'expired points whose grace period was over' },
  BlobsDeleted: { unit: 'Count', meaning: 'blobs that no point named' },
  BytesFreed: { unit: 'Bytes', meaning: 'bytes of these' },
  RetentionFailed: { unit: 'Count', meaning: 'runs of retention that failed' },
  AuditsEnded: { unit: 'Count', meaning: 'audits that ended, however they did, and were told' },
  AuditsFailed: { unit: 'Count', meaning: 'audits that could not be carried out as a whole' },
  AuditFindings: { unit: 'Count', meaning: 'findings of an audit' },
  FunctionsUnprotected: {
    unit: 'Count',
    meaning: 'functions without a point within the objective of their plan',
  },
  OldestUnprotectedAge: {
    unit: 'Seconds',
    perZone: true,
    meaning: 'age of the oldest point of these; 0 if there is none',
  },
  IntegrityDamaged: { unit: 'Count', meaning: 'objects of the vault that are not what their name says' },
  BlobsHashed: { unit: 'Count', meaning: 'blobs that an audit read' },
  LockShort: { unit: 'Count', meaning: 'objects that are not locked as their plan wants' },
  CopyLag: { unit: 'Seconds', meaning: 'age of the oldest point that a copy lacks' },
  CopyOverdue: { unit: 'Count', meaning: 'objects that a copy has lacked for too long, or has damaged' },
  CopiesCompared: {
    unit: 'Count',
    meaning: 'rounds that compared all of the copy with the vault',
  },
  CopyFailures: { unit: 'Count', meaning: 'objects that could not be copied, and rounds that failed' },
} as const satisfies Record<string, Metric>

type MetricsTable = typeof METRICS
export type MetricName = keyof MetricsTable

type Zoned = {
  [Name in MetricName]: MetricsTable[Name] extends { perZone: true } ? Name : never
}[MetricName]
type Measured<Unit extends MetricUnit> = {
  [Name in MetricName]: MetricsTable[Name]['unit'] extends Unit ? Name : never
}[MetricName]

/** One value: its metric with that metric's own unit, and the zone where there is one number for each. */
export type MetricPoint = {
  [Unit in MetricUnit]:
    | [name: Exclude<Measured<Unit>, Zoned>, unit: Unit, value: number, zone?: undefined]
    | [name: Measured<Unit> & Zoned, unit: Unit, value: number, zone: string]
}[MetricUnit]
