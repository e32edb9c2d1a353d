import type {
  CreateScheduleCommandInput,
  GetScheduleCommandOutput,
  SchedulerClient,
  ScheduleSummary,
} from '@aws-sdk/client-scheduler'
import { RequestRejectedError } from '../errors.ts'
import { call, callOptional, callPages } from './calls.ts'

/** Where a schedule is: schedules of different groups may have the same name. */
export interface ScheduleKey {
  readonly Name: string
  readonly GroupName: string
}

/** A whole schedule: what is left out goes back to its default (API reference, UpdateSchedule). */
export type WholeSchedule = CreateScheduleCommandInput & ScheduleKey

/** Every schedule of the region, or of one group. */
export async function listSchedules(
  client: SchedulerClient,
  GroupName?: string,
): Promise<readonly ScheduleSummary[]> {
  const { paginateListSchedules } = await import('@aws-sdk/client-scheduler')
  const pages = paginateListSchedules({ client }, { GroupName })
  return await callPages('ListSchedules', pages, (page) => page.Schedules)
}

/** The schedule; `undefined` when it, or its group, is not there. */
export async function getSchedule(
  client: SchedulerClient,
  { Name, GroupName }: ScheduleKey,
): Promise<GetScheduleCommandOutput | undefined> {
  const { GetScheduleCommand } = await import('@aws-sdk/client-scheduler')
  return await callOptional('GetSchedule', () => client.send(new GetScheduleCommand({ Name, GroupName })))
}

export async function createSchedule(client: SchedulerClient, schedule: WholeSchedule): Promise<void> {
  const { CreateScheduleCommand } = await import('@aws-sdk/client-scheduler')
  await withStart(schedule, (whole) =>
    call('CreateSchedule', () => client.send(new CreateScheduleCommand(whole))),
  )
}

/** @throws NotFoundError */
export async function updateSchedule(client: SchedulerClient, schedule: WholeSchedule): Promise<void> {
  const { UpdateScheduleCommand } = await import('@aws-sdk/client-scheduler')
  await withStart(schedule, (whole) =>
    call('UpdateSchedule', () => client.send(new UpdateScheduleCommand(whole))),
  )
}

/** A start that has passed is refused, and means nothing for a schedule that had begun: it goes without. */
async function withStart(
  schedule: WholeSchedule,
  send: (schedule: WholeSchedule) => Promise<unknown>,
): Promise<void> {
  const { StartDate, ...rest } = schedule
  try {
    await send(schedule)
  } catch (error) {
    const passed = error instanceof RequestRejectedError && /StartDate/.test(error.message)
    if (!passed || StartDate === undefined) throw error
    await send(rest)
  }
}

/** Does nothing when it is not there. */
export async function deleteSchedule(
  client: SchedulerClient,
  { Name, GroupName }: ScheduleKey,
): Promise<void> {
  const { DeleteScheduleCommand } = await import('@aws-sdk/client-scheduler')
  await callOptional('DeleteSchedule', () => client.send(new DeleteScheduleCommand({ Name, GroupName })))
}

/**
 * @param before called when it is to be made
 * @returns whether it was not there before
 */
export async function ensureGroup(
  client: SchedulerClient,
  Name: string,
  before: () => Promise<void>,
): Promise<boolean> {
  const { CreateScheduleGroupCommand, GetScheduleGroupCommand } = await import('@aws-sdk/client-scheduler')
  const get = new GetScheduleGroupCommand({ Name })
  if ((await callOptional('GetScheduleGroup', () => client.send(get))) !== undefined) return false
  await before()
  await call('CreateScheduleGroup', () => client.send(new CreateScheduleGroupCommand({ Name })))
  return true
}

/** Deletes a group that has no schedules: those of a group would go with it. */
export async function deleteEmptyGroup(client: SchedulerClient, Name: string): Promise<void> {
  const { DeleteScheduleGroupCommand } = await import('@aws-sdk/client-scheduler')
  const within = await callOptional('ListSchedules', () => listSchedules(client, Name))
  if (within === undefined || within.length > 0) return
  await callOptional('DeleteScheduleGroup', () => client.send(new DeleteScheduleGroupCommand({ Name })))
}
