import * as z from 'zod'
import { parseArn } from '../model/arn.ts'
import type { JsonObject } from '../model/json.ts'
import { mapArns } from '../model/map-arns.ts'
import { targetInvoking } from '../model/schedule-target.ts'
import type { Trigger } from '../model/trigger.ts'
import type { Place, TriggerPlan, TriggerStep, TriggerTarget } from './kind.ts'

/** A schedule as Scheduler describes it, less what changes by itself. */
export const ScheduleSettings = z.strictObject({
  Name: z.string(),
  GroupName: z.string(),
  Description: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  StartDate: z.string().optional(),
  EndDate: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  KmsKeyArn: z.string().optional(),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).optional(),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.number().optional(),
  }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumEventAgeInSeconds: z.number().optional(),
        MaximumRetryAttempts: z.number().optional(),
      })
      .optional(),
  }),
})
export type ScheduleSettings = z.infer<typeof ScheduleSettings>

/** Where a schedule is: schedules of different groups may have the same name. */
export interface ScheduleKey {
  readonly Name: string
  readonly GroupName: string
}

/** Makes the group; makes the schedule, turned off; gives it the settings that it had. */
export const SCHEDULE_STEPS = {
  group: 'eventbridge-schedule/create-group',
  create: 'eventbridge-schedule/create',
  settle: 'eventbridge-schedule/settle',
} as const

/** What the steps about the schedule itself need. */
export const ScheduleInput = z.object({ invokes: z.string(), schedule: ScheduleSettings })

/**
 * The steps that put a schedule back. Created without being on, which wakes nothing; turned on after the function is
 * verified.
 */
export function planSchedule(
  { source, invokes: was, settings }: Trigger,
  { invokes, map, ...place }: TriggerTarget,
): TriggerPlan {
  const arn = map(source)
  const key = scheduleKey(arn)
  const moved = ScheduleSettings.parse({ ...mapArns(settings, map), ...key })
  const Target = invokes === was ? moved.Target : targetInvoking(moved.Target, invokes)
  const input = { invokes, schedule: { ...moved, Target } as unknown as JsonObject }
  const step = { resource: arn, risk: 'low', canUndo: true, input } as const
  const steps: TriggerStep[] = [
    {
      ...step,
      action: SCHEDULE_STEPS.create,
      phase: 'create',
      what: `Create the schedule ${arn}, turned off, if it is not there`,
      why: 'The schedule invoked the function when the point was taken.',
    },
    {
      ...step,
      action: SCHEDULE_STEPS.settle,
      // One that is off wakes nobody.
      phase: moved.State === 'DISABLED' ? 'create' : 'enable',
      what: `Give the schedule ${arn} the settings that it had: ${moved.State ?? 'ENABLED'}`,
      why: 'The schedule invoked the function when the point was taken.',
    },
  ]
  return {
    steps: key.GroupName === 'default' ? steps : [groupStep(place, key.GroupName), ...steps],
    byHand: [],
  }
}

function groupStep({ partition, region, account }: Place, group: string): TriggerStep {
  const resource = `arn:${partition}:scheduler:${region}:${account}:schedule-group/${group}`
  return {
    action: SCHEDULE_STEPS.group,
    phase: 'create',
    resource,
    what: `Create the schedule group ${resource} if it is not there`,
    why: 'The schedule that invoked the function is in it.',
    risk: 'none',
    canUndo: true,
    input: { group },
  }
}

/** The schedule that an ARN names. */
export function scheduleKey(arn: string): ScheduleKey {
  const [, GroupName = '', Name = ''] = parseArn(arn)?.resource.split('/') ?? []
  return { Name, GroupName }
}
