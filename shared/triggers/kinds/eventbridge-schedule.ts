import { isDeepStrictEqual } from 'node:util'
import type { GetScheduleCommandOutput, SchedulerClient, ScheduleSummary } from '@aws-sdk/client-scheduler'
import pLimit from 'p-limit'
import { plainObject } from '../../aws/plain-json.ts'
import type { WholeSchedule } from '../../aws/schedules.ts'
import {
  createSchedule,
  deleteEmptyGroup,
  deleteSchedule,
  ensureGroup,
  getSchedule,
  listSchedules,
  updateSchedule,
} from '../../aws/schedules.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { JsonObject } from '../../model/json.ts'
import { given, objectOf, textOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import { invokedByTarget, mayInvoke } from '../../model/schedule-target.ts'
import { sameLess } from '../../model/same-less.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { Intend, Place, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'
import type { ScheduleKey } from '../../triggers/schedule-plan.ts'
import {
  planSchedule,
  SCHEDULE_STEPS,
  ScheduleInput,
  scheduleKey,
  ScheduleSettings,
} from '../../triggers/schedule-plan.ts'

/** Schedules that are read at a time; Scheduler allows many more a second (Service Quotas, "GetSchedule request rate"). */
const READ_AT_ONCE = 10

/** Characters that the name of a schedule may have (API reference, CreateSchedule). */
const LONGEST_NAME = 64

const SCHEDULES = 'arn:${AWS::Partition}:scheduler:*:*:schedule/*'
/** Schedules of EventBridge Scheduler that invoke a function, whether as their target or by a call of Lambda's API. */
export const kind: TriggerKind = {
  name: 'eventbridge-schedule',
  title: 'EventBridge Scheduler schedule',
  settings: ScheduleSettings,
  permissions: [
    { use: 'read', actions: ['scheduler:ListSchedules'], resource: '*' },
    { use: 'read', actions: ['scheduler:GetSchedule'], resource: SCHEDULES },
    { use: 'write', actions: ['scheduler:ListSchedules'], resource: '*' },
    {
      use: 'write',
      actions: [
        'scheduler:GetSchedule',
        'scheduler:CreateSchedule',
        'scheduler:UpdateSchedule',
        'scheduler:DeleteSchedule',
      ],
      resource: SCHEDULES,
    },
    {
      use: 'write',
      actions: [
        'scheduler:GetScheduleGroup',
        'scheduler:CreateScheduleGroup',
        'scheduler:DeleteScheduleGroup',
      ],
      resource: 'arn:${AWS::Partition}:scheduler:*:*:schedule-group/*',
    },
    {
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'scheduler.amazonaws.com',
      eventNames: ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'],
      sourcesOf: ({ request, ...place }) => {
        const Name = textOf(request, 'name')
        const GroupName = textOf(request, 'groupName') ?? 'default'
        return Name === undefined ? [] : [scheduleArn(place, { Name, GroupName })]
      },
    },
    {
      // Its schedules go with it, one after the other: no call tells of each (Scheduler API reference, DeleteScheduleGroup).
      eventSource: 'scheduler.amazonaws.com',
      eventNames: ['DeleteScheduleGroup'],
      sourcesOf: ({ request, ...place }) => {
        const name = textOf(request, 'name')
        return name === undefined ? [] : [groupArn(place, name)]
      },
    },
  ],
  alsoUnder: groupOf,
  reader: { by: 'list', list: readSchedules },
  writer: { plan: planSchedule, carryOut, takeBack, isBack },
}

function scheduleArn({ partition, region, account }: Place, { Name, GroupName }: ScheduleKey): string {
  return `arn:${partition}:scheduler:${region}:${account}:schedule/${GroupName}/${Name}`
}

function groupArn({ partition, region, account }: Place, name: string): string {
  return `arn:${partition}:scheduler:${region}:${account}:schedule-group/${name}`
}

/** Nobody can delete the group `default` (Scheduler user guide, "Deleting a schedule group"). */
function groupOf({ source }: Pick<Trigger, 'source'>): readonly string[] {
  const group = source.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1')
  return group.endsWith(':schedule-group/default') ? [] : [group]
}

async function openScheduler(aws: AwsDoor, region: string): Promise<SchedulerClient> {
  const { SchedulerClient } = await import('@aws-sdk/client-scheduler')
  return aws.client(SchedulerClient, region)
}

async function readSchedules(aws: AwsDoor, place: Place): Promise<readonly SourceReading[]> {
  const client = await openScheduler(aws, place.region)
  const atOnce = pLimit(READ_AT_ONCE)
  const all = (await listSchedules(client)).filter(({ Target: target }) => mayInvoke(target?.Arn))
  const read = await Promise.all(all.map((one) => atOnce(() => readSchedule(client, one, place))))
  return read.flat()
}

/** One that is gone by now is left out; one that cannot be read is told, for it may invoke any function. */
async function readSchedule(
  client: SchedulerClient,
  { Arn: arn = '', Name = '', GroupName = '' }: ScheduleSummary,
  place: Place,
): Promise<readonly SourceReading[]> {
  const { account, region } = place
  try {
    const schedule = await getSchedule(client, { Name, GroupName })
    if (schedule === undefined) return []
    const invokes = invokedByTarget(schedule.Target, place)
    const triggers = invokes === undefined ? [] : [{ invokes, settings: settingsOf(schedule) }]
    return [{ source: { arn, account, region, ...given({ key: schedule.KmsKeyArn }) }, triggers }]
  } catch (error) {
    return [{ source: { arn, account, region }, triggers: [], gaps: [{ part: 'schedule', error }] }]
  }
}

function settingsOf(schedule: GetScheduleCommandOutput): JsonObject {
  const { Arn: _arn, CreationDate: _made, LastModificationDate: _changed, Target, ...settings } = schedule
  const { Arn, RoleArn, Input, DeadLetterConfig, RetryPolicy } = Target ?? {}
  const target = { Arn, RoleArn, Input, DeadLetterConfig, RetryPolicy }
  return plainObject({ ...settings, Target: target })
}

async function carryOut(
  aws: AwsDoor,
  { action, input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const client = await openScheduler(aws, parseArn(resource)?.region ?? '')
  if (action === SCHEDULE_STEPS.group)
    return {
      created: await ensureGroup(client, textOf(input, 'group') ?? '', async () =>
        intend?.({ created: true }),
      ),
    }
  const { invokes, schedule } = ScheduleInput.parse(input)
  const { Name, existing } = await findPlace(client, { schedule, invokes, place: placeOf(resource) })
  if (action === SCHEDULE_STEPS.settle)
    return await settle(client, { wanted: { ...schedule, Name }, existing }, intend)
  if (existing !== undefined) return { created: false }
  const done = { created: true, name: Name }
  await intend?.(done)
  await createSchedule(client, requestOf({ ...schedule, Name, State: 'DISABLED' }))
  return done
}

/** A schedule as it shall be, and as it is. */
interface Change {
  readonly wanted: ScheduleSettings
  readonly existing: ScheduleSettings | undefined
}

async function settle(client: SchedulerClient, { wanted, existing }: Change, intend?: Intend) {
  if (existing !== undefined && isSame(existing, wanted)) return { written: false }
  const done = { written: true, previous: existing === undefined ? null : plainObject(existing) }
  await intend?.(done)
  await updateSchedule(client, requestOf(wanted))
  return done
}

async function takeBack(aws: AwsDoor, step: TriggerStep, done: JsonObject): Promise<void> {
  const client = await openScheduler(aws, parseArn(step.resource)?.region ?? '')
  if (step.action === SCHEDULE_STEPS.settle) {
    if (done['written'] === true)
      await updateSchedule(client, requestOf(ScheduleSettings.parse(done['previous'])))
  } else if (done['created'] === true) {
    if (step.action === SCHEDULE_STEPS.group)
      return await deleteEmptyGroup(client, textOf(step.input, 'group') ?? '')
    await deleteSchedule(client, { ...scheduleKey(step.resource), Name: textOf(done, 'name') ?? '' })
  }
}

interface Wish {
  readonly schedule: ScheduleSettings
  readonly invokes: string
  readonly place: Place
}

/** The name under which the function's schedule is, or can be made: one of another function keeps its name. */
async function findPlace(client: SchedulerClient, { schedule, invokes, place }: Wish) {
  let existing: ScheduleSettings | undefined
  const Name = await freeName(schedule.Name, LONGEST_NAME, async (candidate) => {
    const found = await getSchedule(client, { Name: candidate, GroupName: schedule.GroupName })
    existing = found && ScheduleSettings.parse(settingsOf(found))
    return existing === undefined || invokedByTarget(existing.Target, place) === invokes
  })
  return { Name, existing }
}

function placeOf(arn: string): Place {
  const { partition = '', account = '', region = '' } = parseArn(arn) ?? {}
  return { partition, account, region }
}

function requestOf({ StartDate, EndDate, ...schedule }: ScheduleSettings): WholeSchedule {
  const dates = { StartDate: StartDate && new Date(StartDate), EndDate: EndDate && new Date(EndDate) }
  return { ...schedule, ...given(dates) } as WholeSchedule
}

/** A name that another schedule has gives way, and what starts a schedule may have passed (see createSchedule). */
function isBack(wanted: JsonObject, found: JsonObject): boolean {
  const target = (one: JsonObject) => ({ ...objectOf(one, 'Target'), Arn: '' })
  const plain = (one: JsonObject) => ({ ...one, Target: target(one) })
  return sameLess(plain(wanted), plain(found), ['Name', 'StartDate'])
}

/** One that went without a start that had passed is the same (see createSchedule). */
function isSame(existing: ScheduleSettings, { StartDate, ...wanted }: ScheduleSettings): boolean {
  return isDeepStrictEqual(existing, existing.StartDate === undefined ? wanted : { StartDate, ...wanted })
}
