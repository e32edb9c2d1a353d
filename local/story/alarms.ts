import {
  CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch'
import * as z from 'zod'
import type { Stage } from './stage.ts'

type Watched = Pick<Stage, 'clients'>

/** An alarm as it stands. */
export interface AlarmState {
  /** Its name in the template: `NoRunAlarm`. */
  readonly name: string
  readonly arn: string
  readonly state: string
  /** ISO 8601. */
  readonly since: string
  readonly reason: string
}

/** What a change of an alarm says of itself. (CloudWatch API reference, AlarmHistoryItem) */
const Change = z.object({
  oldState: z.object({ stateValue: z.string() }),
  newState: z.object({ stateValue: z.string(), stateReason: z.string() }),
})

/** All alarms, as they stand. */
export async function alarmStates({ clients }: Watched): Promise<readonly AlarmState[]> {
  const states: AlarmState[] = []
  const client = clients.of(CloudWatchClient)
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, {})) {
    for (const { AlarmName, AlarmArn: arn = '', StateValue: state = '', ...alarm } of MetricAlarms) {
      const since = alarm.StateUpdatedTimestamp?.toISOString() ?? ''
      states.push({ name: shortName(AlarmName), arn, state, since, reason: alarm.StateReason ?? '' })
    }
  }
  return states
}

/** Every time that an alarm went off or was over, oldest first. That all is well under a new alarm is no news. */
export async function alarmChanges({ clients }: Watched): Promise<readonly Omit<AlarmState, 'arn'>[]> {
  const changes: Omit<AlarmState, 'arn'>[] = []
  const client = clients.of(CloudWatchClient)
  const wanted = { HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' } as const
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, wanted)) {
    for (const { AlarmName, Timestamp, HistoryData = '{}' } of AlarmHistoryItems) {
      const { oldState, newState } = Change.parse(JSON.parse(HistoryData))
      const isOver = newState.stateValue === 'OK' && oldState.stateValue === 'ALARM'
      if (newState.stateValue !== 'ALARM' && !isOver) continue
      const since = Timestamp?.toISOString() ?? ''
      changes.push({
        name: shortName(AlarmName),
        state: newState.stateValue,
        since,
        reason: newState.stateReason,
      })
    }
  }
  return changes.toSorted((a, b) => a.since.localeCompare(b.since))
}

/** An alarm or a change of one as a line of a list: when, what became of it, which, why. */
export function alarmLine({ name, state, since, reason }: Omit<AlarmState, 'arn'>): string {
  return `${since.slice(11, 19)}  ${state.padEnd(5)}  ${name}: ${reason.replace(/^Threshold Crossed: /, '')}`
}

/** CloudFormation puts the stack before it and something random behind it. */
function shortName(name = ''): string {
  return /\w+Alarm\b/.exec(name)?.[0] ?? name
}
