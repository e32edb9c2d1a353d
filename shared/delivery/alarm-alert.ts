import * as z from 'zod'
import type { Alert } from '../model/alert.ts'
import { shellWord } from '../model/shell-word.ts'
import { singleLine } from './single-line.ts'

/** What CloudWatch publishes when an alarm changes (CloudWatch user guide, "Notifying users on alarm changes"). */
export const Alarm = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  AlarmArn: z.string().optional(),
  AWSAccountId: z.string().regex(/^\d{12}$/),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  /** What is not understood hides no alarm. */
  OldStateValue: z.string().optional().catch(undefined),
  AlarmConfigurationUpdatedTimestamp: z.string().optional().catch(undefined),
  OKActions: z.array(z.string()).optional().catch(undefined),
  StateChangeTime: z.string(),
  Trigger: z
    .object({
      Namespace: z.string().optional(),
      MetricName: z.string().optional(),
      Dimensions: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    })
    .optional(),
})
export type Alarm = z.infer<typeof Alarm>

/** Without data nothing is known; what is over is good news, whatever it was. */
const STATES = {
  ALARM: { state: 'begun', word: 'Alarm' },
  OK: { state: 'ended', severity: 'info', word: 'Alarm over' },
  INSUFFICIENT_DATA: { state: 'once', severity: 'warning', word: 'Alarm without data' },
} as const

/** The line of a description that says how severe an alarm is. */
const SEVERITY = /^severity: (warning|critical)$/

/** SNS: less than 100 characters (API reference, Publish). */
const SUBJECT_LENGTH = 99

/** Milliseconds since it was made, or changed last, in which an alarm is new. CloudWatch looks at most of them each minute. */
const NEW = 3_600_000

/**
 * Whether people should hear of it. A new alarm has no data yet, and with the first look all is well: nothing is over then
 * that anybody knew of. One that is older may have been without data in the midst of a problem, whose end this is.
 */
export function isNews(alarm: Alarm): boolean {
  return !(alarm.OldStateValue === 'INSUFFICIENT_DATA' && alarm.NewStateValue === 'OK' && isNew(alarm))
}

function isNew({ AlarmConfigurationUpdatedTimestamp: made, StateChangeTime }: Alarm): boolean {
  return made !== undefined && Date.parse(inUtc(StateChangeTime)) - Date.parse(inUtc(made)) <= NEW
}

/** A time of CloudWatch as ISO 8601 has it. */
function inUtc(time: string): string {
  return time.replace(/\+0000$/, 'Z')
}

/**
 * An alarm of CloudWatch as an alert: it begins with the alarm, and ends when all is well. One that tells nobody when it is
 * over tells what happened, and once each time: no end would come.
 */
export function alarmAlert(alarm: Alarm): Alert {
  const { AlarmName, AWSAccountId, NewStateValue } = alarm
  const { word, ...fixed } = STATES[NewStateValue]
  const { what, commands, severity } = descriptionOf(alarm)
  const next = nextOf(alarm, commands)
  const facts = factsOf(alarm)
  return {
    kind: 'alarm',
    key: `alarm:${AWSAccountId}/${AlarmName}`,
    severity,
    ...fixed,
    ...(endsUntold(alarm) && { state: 'once' }),
    subject: subjectOf(`Holdfast: ${word}: ${what}`),
    text: [what, ...facts.map(({ name, value }) => `${name}: ${value}`), ...next].join('\n'),
    // The subject may be cut.
    facts: [{ name: 'What', value: what }, ...facts],
    next,
    at: new Date(inUtc(alarm.StateChangeTime)).toISOString(),
    account: AWSAccountId,
    attributes: { alarm: AlarmName },
  }
}

function endsUntold({ NewStateValue, OKActions }: Alarm): boolean {
  return NewStateValue === 'ALARM' && OKActions?.length === 0
}

function subjectOf(text: string): string {
  const line = singleLine(text)
  return line.length <= SUBJECT_LENGTH ? line : `${line.slice(0, SUBJECT_LENGTH - 3)}...`
}

function factsOf({ AlarmName, Trigger }: Alarm): Alert['facts'] {
  const { Namespace, MetricName, Dimensions = [] } = Trigger ?? {}
  const metric = [Namespace, MetricName].filter((one) => one !== undefined).join(' ')
  return [
    { name: 'Alarm', value: AlarmName },
    ...(metric === '' ? [] : [{ name: 'Metric', value: metric }]),
    ...Dimensions.map(({ name, value }) => ({ name, value })),
  ]
}

/**
 * The first line says what is wrong, one how severe that is, the others what to do (infrastructure/monitoring/alarms.yml).
 * What says nothing of it, such as an alarm of somebody else's, is taken for critical.
 */
function descriptionOf({ AlarmName, AlarmDescription }: Alarm) {
  const lines = (AlarmDescription ?? '').split('\n').filter((line) => line !== '')
  const [what = AlarmName, ...commands] = lines.filter((line) => !SEVERITY.test(line))
  const isWarning = lines.some((line) => SEVERITY.exec(line)?.[1] === 'warning')
  return { what, commands, severity: isWarning ? ('warning' as const) : ('critical' as const) }
}

/** What its description says, and its history; that of somebody else's alarm may say nothing. */
function nextOf({ AlarmName, AlarmArn, NewStateValue }: Alarm, commands: readonly string[]): Alert['next'] {
  if (NewStateValue === 'OK') return []
  const region = AlarmArn?.split(':')[3]
  const at = region === undefined ? '' : ` --region ${region}`
  const history = `aws cloudwatch describe-alarm-history --alarm-name ${shellWord(AlarmName)}${at}`
  return [...commands, history]
}
