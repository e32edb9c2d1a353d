import { describe, expect, test } from '@jest/globals'
import type {
  CreateScheduleCommandInput,
  GetScheduleCommandInput,
  GetScheduleCommandOutput,
  ListSchedulesCommandInput,
  ListSchedulesCommandOutput,
} from '@aws-sdk/client-scheduler'
import type { TriggerTarget } from '../../../../shared/triggers/kind.ts'
import { kind } from '../../../../shared/triggers/kinds/eventbridge-schedule.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { homePlace, listReaderOf, targetOf } from './kind-under-test.ts'

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const SCHEDULE = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/shop/nightly'
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:late'
const ROLE = 'arn:aws:iam::123456789012:role/schedules'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/6f9f2a0e'
const START = '2026-01-01T00:00:00.000Z'

const target = { Arn: FUNCTION, RoleArn: ROLE, Input: '{}', DeadLetterConfig: { Arn: QUEUE } }
const settings = {
  Name: 'nightly',
  GroupName: 'shop',
  ScheduleExpression: 'cron(0 3 * * ? *)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  StartDate: START,
  State: 'ENABLED' as const,
  KmsKeyArn: KEY,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: target,
}
const wanted = { ...settings, StartDate: new Date(START) }
const nightly = {
  ...wanted,
  Arn: SCHEDULE,
  CreationDate: new Date('2025-12-01'),
  LastModificationDate: new Date('2025-12-02'),
} satisfies Partial<GetScheduleCommandOutput>

type Stored = Omit<CreateScheduleCommandInput, 'ClientToken'>

/** Scheduler with some schedules; those that are created and changed stay. */
function scheduler(start: readonly Stored[], more: Answers = {}): FakeAws {
  const now = new Map(start.map((one) => [one.Name, one]))
  const put = (input: Stored) => (now.set(input.Name, input), {})
  return fakeAws({
    GetSchedule: ({ Name }: GetScheduleCommandInput) =>
      now.get(Name) ?? awsError('ResourceNotFoundException'),
    CreateSchedule: put,
    UpdateSchedule: put,
    DeleteSchedule: ({ Name }: { Name: string }) => (now.delete(Name), {}),
    GetScheduleGroup: { Name: 'shop' },
    ...more,
  })
}

/** A listing with one schedule a page. */
function pages(targets: readonly string[]): Answers {
  return {
    ListSchedules: ({ NextToken = '0' }: ListSchedulesCommandInput) => {
      const at = Number(NextToken)
      const one = {
        Arn: SCHEDULE,
        Name: `nightly${at || ''}`,
        GroupName: 'shop',
        Target: { Arn: targets[at] },
      }
      const next = at + 1 < targets.length ? { NextToken: `${at + 1}` } : {}
      return { Schedules: [one], ...next } satisfies Partial<ListSchedulesCommandOutput>
    },
  }
}

const madeBy = (aws: FakeAws, ...operations: string[]) =>
  aws.calls.filter(({ operation }) => operations.includes(operation)).map(({ input }) => input)

describe('EventBridge Scheduler schedule: reading', () => {
  const { list } = { list: (aws: FakeAws) => listReaderOf(kind).list(aws, homePlace) }

  test('reads those of all pages that invoke a function, and no others', async () => {
    const aws = scheduler([nightly], pages([FUNCTION, QUEUE]))
    expect(await list(aws)).toEqual([
      {
        source: { arn: SCHEDULE, account: '123456789012', region: 'eu-west-1', key: KEY },
        triggers: [{ invokes: FUNCTION, settings }],
      },
    ])
    expect(madeBy(aws, 'GetSchedule')).toEqual([{ Name: 'nightly', GroupName: 'shop' }])
  })

  test('its settings fit its schema', async () => {
    const [found] = await list(scheduler([nightly], pages([FUNCTION])))
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a call of Lambda’s API invokes the function in its input', async () => {
    const Arn = 'arn:aws:scheduler:::aws-sdk:lambda:invoke'
    const Input = '{"FunctionName":"bill","Qualifier":"live"}'
    const aws = scheduler([{ ...nightly, Target: { ...target, Arn, Input } }], pages([Arn]))
    expect((await list(aws))[0]?.triggers).toMatchObject([{ invokes: `${FUNCTION}:live` }])
  })

  test('one that is gone by now is left out; one that cannot be read is a gap', async () => {
    expect(await list(scheduler([], pages([FUNCTION])))).toEqual([])
    const GetSchedule = awsError('AccessDeniedException')
    expect(await list(scheduler([], { ...pages([FUNCTION]), GetSchedule }))).toMatchObject([
      {
        source: { arn: SCHEDULE },
        triggers: [],
        gaps: [{ part: 'schedule', error: { name: 'AccessDeniedError' } }],
      },
    ])
  })

  test('DeleteScheduleGroup was about the group, under which the index has the functions of its schedules too', () => {
    const group = SCHEDULE.replace('schedule/shop/nightly', 'schedule-group/shop')
    const deleted = kind.changes.find(({ eventNames }) => eventNames.includes('DeleteScheduleGroup'))
    const request = { name: 'shop', clientToken: 'b1d4' }
    const event = { ...homePlace, eventName: 'DeleteScheduleGroup', request, response: {} }
    expect(deleted?.sourcesOf(event)).toEqual([group])
    expect(kind.alsoUnder?.({ source: SCHEDULE, settings: {} })).toEqual([group])
  })

  test('the group that nobody can delete leads to nothing', () => {
    const source = SCHEDULE.replace('/shop/', '/default/')
    expect(kind.alsoUnder?.({ source, settings: {} })).toEqual([])
  })

  test.each(kind.changes[0]?.eventNames ?? [])('%s was about its schedule', (eventName) => {
    const sourcesOf = (request: { [name: string]: string }) =>
      kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response: {} })
    expect(sourcesOf({ name: 'nightly', groupName: 'shop' })).toEqual([SCHEDULE])
    expect(sourcesOf({ name: 'nightly' })).toEqual([SCHEDULE.replace('shop', 'default')])
  })
})

describe('EventBridge Scheduler schedule: putting back', () => {
  const { writer } = kind
  const trigger = { kind: kind.name, source: SCHEDULE, invokes: FUNCTION, settings }
  const stepsFor = (to: Partial<TriggerTarget> = {}) => writer.plan(trigger, targetOf(to)).steps

  async function carryOutAll(aws: FakeAws, to: Partial<TriggerTarget> = {}) {
    for (const step of stepsFor(to)) await writer.carryOut(aws, step)
  }

  async function doAndUndo(aws: FakeAws) {
    const done = []
    for (const step of stepsFor()) done.unshift({ step, answer: await writer.carryOut(aws, step) })
    for (const { step, answer } of done) await writer.takeBack(aws, step, answer)
  }

  test('is created before verification and settled after; ARNs follow the map', () => {
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    const Target = { Arn: `${FUNCTION}-2`, DeadLetterConfig: { Arn: map(QUEUE) } }
    expect(stepsFor({ invokes: `${FUNCTION}-2`, map })).toMatchObject([
      { phase: 'create', input: { group: 'shop' } },
      { phase: 'create', resource: map(SCHEDULE), input: { schedule: { KmsKeyArn: map(KEY), Target } } },
      { phase: 'enable', resource: map(SCHEDULE), input: { schedule: { State: 'ENABLED', Target } } },
    ])
  })

  test('a schedule of the default group needs no group', () => {
    const source = SCHEDULE.replace('shop', 'default')
    const { steps } = writer.plan({ ...trigger, source }, targetOf({}))
    expect(steps.map(({ phase }) => phase)).toEqual(['create', 'enable'])
  })

  test('comes back turned off, then as it was', async () => {
    const aws = scheduler([])
    await carryOutAll(aws)
    expect(madeBy(aws, 'CreateSchedule', 'UpdateSchedule')).toEqual([
      { ...wanted, State: 'DISABLED' },
      wanted,
    ])
  })

  test('writes nothing when all is there, and takes nothing back', async () => {
    const aws = scheduler([wanted])
    await doAndUndo(aws)
    expect(new Set(aws.calls.map(({ operation }) => operation))).toEqual(
      new Set(['GetScheduleGroup', 'GetSchedule']),
    )
  })

  test('a schedule that differs is settled, and is as before when taken back', async () => {
    const differs = { ...wanted, State: 'DISABLED' as const, ScheduleExpression: 'rate(1 day)' }
    const aws = scheduler([differs])
    await doAndUndo(aws)
    expect(madeBy(aws, 'CreateSchedule', 'UpdateSchedule', 'DeleteSchedule')).toEqual([wanted, differs])
  })

  test('a schedule of another function keeps its name', async () => {
    const aws = scheduler([wanted])
    await carryOutAll(aws, { invokes: `${FUNCTION}-2` })
    const Target = { ...target, Arn: `${FUNCTION}-2` }
    expect(madeBy(aws, 'CreateSchedule', 'UpdateSchedule')).toEqual([
      { ...wanted, Name: 'nightly-2', State: 'DISABLED', Target },
      { ...wanted, Name: 'nightly-2', Target },
    ])
  })

  test('a start that has passed is left out, and is no difference later', async () => {
    const refuse = (input: Stored) =>
      input.StartDate === undefined
        ? {}
        : awsError('ValidationException', 'The StartDate you specify cannot be earlier than 5 minutes ago.')
    const aws = scheduler([], { CreateSchedule: refuse })
    await writer.carryOut(aws, stepsFor()[1]!)
    const { StartDate: _, ...begun } = wanted
    expect(madeBy(aws, 'CreateSchedule').at(-1)).toEqual({ ...begun, State: 'DISABLED' })
    expect(await writer.carryOut(scheduler([begun]), stepsFor()[2]!)).toEqual({ written: false })
  })

  test('any other refusal is an error', async () => {
    const aws = scheduler([], { CreateSchedule: awsError('ValidationException', 'no such role') })
    await expect(writer.carryOut(aws, stepsFor()[1]!)).rejects.toThrow(/no such role/)
  })

  test.each([
    ['is deleted with it', { ListSchedules: { Schedules: [] } }, [{ Name: 'shop' }]],
    ['stays when others are in it by now', { ListSchedules: { Schedules: [{ Name: 'other' }] } }, []],
  ])('a group that was made for it %s', async (_what, more, deleted) => {
    const made = { CreateScheduleGroup: {}, DeleteScheduleGroup: {}, DeleteSchedule: {} }
    const GetScheduleGroup = awsError('ResourceNotFoundException')
    const aws = scheduler([], { ...made, ...more, GetScheduleGroup })
    await doAndUndo(aws)
    expect(madeBy(aws, 'DeleteSchedule')).toEqual([{ Name: 'nightly', GroupName: 'shop' }])
    expect(madeBy(aws, 'DeleteScheduleGroup')).toEqual(deleted)
  })
})
