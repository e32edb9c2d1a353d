import { glob, readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { PROMISES } from '../../infrastructure/monitoring/dashboard.ts'
import { LOG_FIELDS } from '../../shared/model/log-fields.ts'
import { METRICS, METRICS_NAMESPACE } from '../../shared/model/metrics.ts'
import { STANDING } from '../bench/cost/monthly.ts'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

interface Metric {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
}
interface Alarm {
  readonly id: string
  readonly condition: string | undefined
  readonly metric: Metric
  readonly properties: Record<string, unknown>
}

/** Metrics of AWS by namespace, with their dimension and what it must name (user guides of the services, "Metrics"). */
const OF_AWS: Readonly<
  Record<string, readonly [type: string, dimension: string, metrics: readonly string[]]>
> = {
  'AWS/SQS': [
    'AWS::SQS::Queue',
    'QueueName',
    ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage', 'NumberOfMessagesSent'],
  ],
  'AWS/Lambda': ['AWS::Lambda::Function', 'FunctionName', ['Errors']],
  'AWS/States': ['AWS::StepFunctions::StateMachine', 'StateMachineArn', ['ExecutionsSucceeded']],
  // Of a rule on the default bus alone: EventBridge user guide, "EventBridge metrics".
  'AWS/Events': ['AWS::Events::Rule', 'RuleName', ['Invocations']],
}

/** How code counts a metric: `metrics.add(...)`, with its unit and a value, and a zone where there is one for each. */
function countsIn(code: string, name: string): readonly string[] {
  return code.match(new RegExp(String.raw`\.add\(\s*'${name}',[^)]*\)`, 'g')) ?? []
}

/** Shown by the dashboard only: what they say, alerts tell. */
const SILENT = [
  'UnprotectedAlarm',
  'IntegrityAlarm',
  'LockShortAlarm',
  'RestoreTestOverdueAlarm',
  'RunFailedAlarm',
  'AuditFailedAlarm',
  'RestoreTestFailedAlarm',
  'RetentionFailedAlarm',
  'CopyFailedAlarm',
  'CopyOverdueAlarm',
  'DeletionsAnomalyAlarm',
]

/** Tell what happened, of which nothing is ever over: a reminder, or a report, says what became of it. */
const ONCE = [
  'ExecutionsFailedAlarm',
  'StartFailedAlarm',
  'WatchFailedAlarm',
  'AlertsNotToldAlarm',
  'ActivityLostAlarm',
  'ThrottledAlarm',
  'ReplicationFailedAlarm',
]

interface Part {
  readonly Id: string
  readonly Expression?: string
  readonly ReturnData?: boolean
  readonly MetricStat?: { readonly Metric: Metric }
}

const alarms = (): readonly Alarm[] =>
  ofType(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties, Condition }]) => {
    const parts = (Properties['Metrics'] ?? []) as readonly Part[]
    const metric = parts.find(({ MetricStat }) => MetricStat)?.MetricStat?.Metric ?? Properties
    return { id, condition: Condition, metric: metric as unknown as Metric, properties: Properties }
  })

/** What an alarm says; ARNs of the stack stand in it by `Fn::Sub`. */
function descriptionOf({ AlarmDescription: text }: Record<string, unknown>): string {
  return typeof text === 'string' ? text : (text as { readonly 'Fn::Sub': string })['Fn::Sub']
}

/** The logical id that a dimension names. */
const idIn = (value: unknown) =>
  Object.keys(template.Resources).find((id) => JSON.stringify(value).includes(`"${id}"`))

describe('each alarm', () => {
  test('is about a metric that Holdfast emits with these dimensions, or that AWS has', () => {
    expect(alarms().length).toBeGreaterThan(20)
    for (const { id, condition, metric } of alarms()) {
      const { Namespace, MetricName, Dimensions } = metric
      if (Namespace === METRICS_NAMESPACE) {
        expect([id, Object.keys(METRICS)]).toEqual([id, expect.arrayContaining([MetricName])])
        expect([id, Dimensions]).toEqual([id, [{ Name: 'service', Value: { Ref: 'AWS::StackName' } }]])
        continue
      }
      if (Namespace === 'AWS/S3') {
        // Of one rule of replication: S3 user guide, "Using S3 Replication metrics".
        const named = Dimensions.map(({ Name }) => Name)
        expect([id, MetricName]).toEqual(['ReplicationFailedAlarm', 'OperationsFailedReplication'])
        expect(named).toEqual(['SourceBucket', 'DestinationBucket', 'RuleId'])
        continue
      }
      const [type, dimension, names] = OF_AWS[Namespace] ?? ['', '', []]
      expect([id, names, Dimensions]).toEqual([
        id,
        expect.arrayContaining([MetricName]),
        [{ Name: dimension, Value: expect.anything() }],
      ])
      const subject = template.Resources[idIn(Dimensions[0]!.Value) ?? '']
      expect([id, subject?.Type, subject?.Condition]).toEqual([id, type, condition])
    }
  })

  test('is about a number that some code counts, with no other dimension', async () => {
    const files = await Array.fromAsync(glob('shared/**/*.ts'))
    const code = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
    const named = alarms().flatMap(({ metric: { Namespace, MetricName } }) =>
      Namespace === METRICS_NAMESPACE ? [MetricName] : [],
    )
    expect(named.length).toBeGreaterThan(8)
    const uncounted = named.filter((name) => !countsIn(code, name).some((count) => !count.includes('zone')))
    expect(uncounted).toEqual([])
  })

  test('says what is wrong, in further lines what to type, and in the last how severe it is', () => {
    for (const { id, properties } of alarms()) {
      const [what, ...further] = descriptionOf(properties).split('\n')
      const commands = further.slice(0, -1)
      expect([id, further.at(-1)]).toEqual([id, expect.stringMatching(/^severity: (?:warning|critical)$/)])
      // 77 characters fit behind `Holdfast: Alarm over: ` in the subject of a message.
      expect([id, what]).toEqual([id, expect.stringMatching(/^[A-Z].{0,75}\.$/)])
      for (const command of commands)
        expect([id, command]).toEqual([id, expect.stringMatching(/^(?:holdfast|aws|npx) /)])
    }
  })

  test('reaches people, but for those that alerts tell anyway', () => {
    const silent = alarms().filter(({ properties }) => properties['AlarmActions'] === undefined)
    expect(silent.map(({ id }) => id).toSorted()).toEqual(SILENT.toSorted())
    for (const { id, properties } of alarms().filter((alarm) => !SILENT.includes(alarm.id)))
      expect([id, JSON.stringify(properties['AlarmActions'])]).toEqual([
        id,
        expect.stringContaining('AlertsTopic'),
      ])
  })

  test('tells when it is over, unless it tells what only happened', () => {
    const endless = alarms().filter(
      ({ id, properties }) => !SILENT.includes(id) && properties['OKActions'] === undefined,
    )
    expect(endless.map(({ id }) => id).toSorted()).toEqual(ONCE.toSorted())
  })

  test('stands on the dashboard, where it is there', () => {
    const conditions = Object.fromEntries(alarms().map(({ id, condition }) => [id, condition]))
    expect(PROMISES).toEqual(conditions)
    const { DashboardBody } = template.Resources['Dashboard']!.Properties
    for (const { id } of alarms())
      expect(JSON.stringify(DashboardBody)).toContain(`{"Fn::GetAtt":["${id}","Arn"]}`)
  })

  test('that only the dashboard shows stays as it is until the next number', () => {
    for (const id of SILENT.filter((one) => one !== 'DeletionsAnomalyAlarm'))
      expect([id, template.Resources[id]!.Properties]).toMatchObject([
        id,
        { Statistic: 'Maximum', EvaluationPeriods: 1, TreatMissingData: 'ignore' },
      ])
  })

  test('stands in docs/alerts.md, with what it tells of', async () => {
    const text = await readFile(new URL('../../docs/alerts.md', import.meta.url), 'utf8')
    expect(
      alarms()
        .filter(({ id }) => !text.includes(`\`${id}\``))
        .map(({ id }) => id),
    ).toEqual([])
  })

  test('says what it makes of missing data', () => {
    for (const { id, properties } of alarms())
      expect([id, properties['TreatMissingData']]).toEqual([
        id,
        expect.stringMatching(/^(?:breaching|notBreaching|ignore)$/),
      ])
  })
})

test('the alarms of a deployment by its defaults are as many as the estimate of its cost counts', () => {
  const byDefault = [undefined, 'AuditsAreWatched', 'RunsAreWatched']
  // Anomaly detection is paid as three alarms.
  const paid = alarms()
    .filter(({ condition }) => byDefault.includes(condition))
    .map(({ properties }) => (JSON.stringify(properties).includes('ANOMALY_DETECTION_BAND') ? 3 : 1))
  expect(paid.reduce((sum, one) => sum + one, 0)).toBe(STANDING.alarm)
})

describe('an alarm on what is unusual', () => {
  test.each([
    ['ActivityAnomalyAlarm', 'changes', 100],
    ['DeletionsAnomalyAlarm', 'deleted', 10],
  ])(
    '%s takes few %s for none, up to %i in an hour, and tells of more than usual alone',
    (id, counted, few) => {
      const alarm = template.Resources[id]!.Properties
      const [metric, many, band] = alarm['Metrics'] as readonly Part[]
      expect(metric).toMatchObject({
        Id: counted,
        ReturnData: false,
        MetricStat: { Stat: 'Sum', Period: 3600 },
      })
      expect(many).toEqual({ Id: 'many', Expression: `IF(${counted} > ${few}, ${counted}, ${few})` })
      expect(band?.Expression).toMatch(/^ANOMALY_DETECTION_BAND\(many, \d\)$/)
      expect(alarm).toMatchObject({
        ThresholdMetricId: band?.Id,
        ComparisonOperator: 'GreaterThanUpperThreshold',
      })
    },
  )
})

test.each([
  ['NoRunAlarm', 'BackupStateMachine'],
  ['NoAuditAlarm', 'AuditStateMachine'],
])('%s says what to type that ends it: an execution of %s', (id, machine) => {
  const text = descriptionOf(template.Resources[id]!.Properties)
  expect(text).toContain(
    `aws stepfunctions start-execution --region \${AWS::Region} --state-machine-arn \${${machine}}`,
  )
  expect(template.Resources[machine]?.Type).toBe('AWS::StepFunctions::StateMachine')
})

describe('an alarm that misses something', () => {
  test.each([
    ['NoRunAlarm', 'RunsEnded', 'RunOverdueHours'],
    ['NoAuditAlarm', 'AuditsEnded', 'AuditOverdueHours'],
    ['CopyUnmeasuredAlarm', 'CopiesCompared', 'CopyOverdueHours'],
  ])(
    '%s looks back over the longest pause by hours, which CloudWatch allows for a week',
    (id, MetricName, hours) => {
      expect(template.Resources[id]!.Properties).toMatchObject({
        MetricName,
        Period: 3600,
        EvaluationPeriods: { Ref: hours },
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'breaching',
      })
      expect(template.Parameters[hours]).toMatchObject({ MinValue: 0, MaxValue: 168 })
    },
  )
})

test('the metrics of two stacks in one account are told apart by the stack’s name', () => {
  for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
    const { Variables } = Properties['Environment'] as { readonly Variables: Record<string, string> }
    expect(Properties['FunctionName']).toMatch(new RegExp(`^${Variables['POWERTOOLS_SERVICE_NAME']}-`))
    expect(Variables['POWERTOOLS_METRICS_NAMESPACE']).toBe(METRICS_NAMESPACE)
  }
})

/** What the lines of our log say, besides metrics and what a query names itself with `as`. */
const FIELDS = [
  // Those two are OpenSearch's alone.
  ...Object.keys(LOG_FIELDS).filter((name) => name !== 'line' && name !== 'log_group'),
  'outcome.resource',
  'outcome.manifest',
  'CaptureLatency.0',
]
const WORDS =
  /\b(?:filter|parse|stats|display|sort|fields|as|by|in|and|asc|desc|count|latest|max|avg|bin|h|ispresent|coalesce)\b/g

describe('each saved query', () => {
  const queries = () => ofType(template, 'AWS::Logs::QueryDefinition').map(([, { Properties }]) => Properties)
  const textOf = (query: Record<string, unknown>) => String(query['QueryString']).replaceAll(/^#.*\n/gm, '')

  test('asks for fields that lines of the log have', () => {
    expect(queries().length).toBeGreaterThan(4)
    for (const query of queries()) {
      const text = textOf(query)
      const made = [...text.matchAll(/ as ([\w, ]+?)(?: by|,|\s*\||$)/gm)].flatMap(([, names]) =>
        (names ?? '').split(', '),
      )
      const parsed = text.match(/parse .* as ([\w, ]+)/)?.[1]?.split(', ') ?? []
      const named = text.replaceAll(/"[^"]*"/g, '').match(/@?[A-Za-z_][\w.]*/g) ?? []
      const known = new Set([...FIELDS, ...Object.keys(METRICS), ...made, ...parsed])
      const unknown = named.filter((name) => !known.has(name) && name.replaceAll(WORDS, '') !== '')
      expect([query['Name'], unknown]).toEqual([query['Name'], []])
    }
  })

  test('looks for messages that some code logs', async () => {
    const files = await Array.fromAsync(glob('shared/**/*.ts'))
    const code = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
    const quoted = queries().flatMap((query) =>
      [...textOf(query).matchAll(/message (?:=|in) (\[[^\]]*\]|"[^"]*")/g)].flatMap(
        ([, messages]) => messages?.match(/[^"[\],]{2,}/g) ?? [],
      ),
    )
    const messages = quoted.filter((message) => message.trim() !== '')
    expect(messages.length).toBeGreaterThan(3)
    expect(messages.filter((message) => !code.includes(`'${message}'`))).toEqual([])
  })

  test('reads log groups of the stack, those of a condition under the same one', () => {
    for (const query of queries())
      for (const { id, condition } of groupsOf(query)) {
        const { Type, Condition } = template.Resources[id] ?? {}
        expect([id, Type, Condition]).toEqual([id, 'AWS::Logs::LogGroup', condition])
      }
  })

  test('of one story reads what every function logs, but for the one that delivers logs', () => {
    const story = queries().find(({ Name }) => JSON.stringify(Name).includes('one story'))
    const names = groupsOf(story ?? {}).map(({ id }) => template.Resources[id]?.Properties['LogGroupName'])
    const ofFunctions = ofType(template, 'AWS::Logs::LogGroup')
      .map(([, { Properties }]) => Properties['LogGroupName'])
      .filter((name) => /\/aws\/lambda\/(?!.*-deliver-logs")/.test(JSON.stringify(name)))
    expect(ofFunctions).toHaveLength(ofType(template, 'AWS::Lambda::Function').length - 1)
    expect(new Set(names)).toEqual(new Set(ofFunctions))
  })

  interface Group {
    readonly Ref: string
    readonly 'Fn::If'?: readonly [condition: string, group: { readonly Ref: string }]
  }

  function groupsOf(query: Record<string, unknown>) {
    return ((query['LogGroupNames'] ?? []) as readonly Group[]).map((one) => {
      const [condition, { Ref: id }] = one['Fn::If'] ?? [undefined, one]
      return { id, condition }
    })
  }
})

/** AWS: 500 resources, 200 parameters, 1 MB (CloudFormation user guide, "Understand quotas"). Half of the way is left. */
test('the template stays well below the limits of CloudFormation', () => {
  expect(Object.keys(template.Resources).length).toBeLessThan(400)
  expect(Object.keys(template.Parameters).length).toBeLessThan(150)
  expect(JSON.stringify(template).length).toBeLessThan(700_000)
})
