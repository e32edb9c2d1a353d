import type { DescribeStateMachineOutput, SFNClient } from '@aws-sdk/client-sfn'
import pLimit from 'p-limit'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { HoldfastError, NotFoundError, TriggerTakenError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import type { JsonObject } from '../../model/json.ts'
import { given, textOf, textsOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import { machineCalls, renameCalls } from '../../triggers/machine-calls.ts'
import { isLeftBehind } from '../../triggers/slot.ts'
import type { AwsDoor } from '../aws-door.ts'
import type {
  Intend,
  Place,
  SourceChange,
  SourceReading,
  TriggerKind,
  TriggerPlan,
  TriggerStep,
  TriggerTarget,
} from '../kind.ts'

const Settings = z.strictObject({
  /** STANDARD or EXPRESS. */
  type: z.string(),
  /** Names of the states that name the function. */
  states: z.array(z.string()),
})

const MACHINES = 'arn:${AWS::Partition}:states:*:*:stateMachine:*'

/** State machines of Step Functions whose definition names the function. */
export const kind: TriggerKind = {
  name: 'state-machine',
  title: 'Step Functions state machine',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['states:ListStateMachines'], resource: '*' },
    { use: 'read', actions: ['states:DescribeStateMachine'], resource: MACHINES },
    {
      use: 'write',
      actions: ['states:DescribeStateMachine', 'states:UpdateStateMachine'],
      resource: MACHINES,
    },
  ],
  changes: [
    {
      eventSource: 'states.amazonaws.com',
      eventNames: ['CreateStateMachine', 'UpdateStateMachine', 'DeleteStateMachine'],
      sourcesOf: machineIn,
    },
  ],
  reader: { by: 'list', list: listMachines },
  writer: { plan, carryOut, takeBack },
}

function machineIn({ request, response }: SourceChange): readonly string[] {
  const arn = textOf(request, 'stateMachineArn') ?? textOf(response, 'stateMachineArn')
  return arn === undefined ? [] : [arn]
}

/** How many machines are described at once; DescribeStateMachine allows 20 a second in most regions (Step Functions quotas). */
const AT_ONCE = 4

async function listMachines(aws: AwsDoor, place: Place): Promise<readonly SourceReading[]> {
  const { SFNClient, paginateListStateMachines } = await import('@aws-sdk/client-sfn')
  const client = aws.client(SFNClient, place.region)
  const pages = paginateListStateMachines({ client, pageSize: PAGE }, {})
  const machines = await callPages('ListStateMachines', pages, ({ stateMachines }) => stateMachines)
  const limit = pLimit(AT_ONCE)
  const readings = await Promise.all(
    machines.map(({ stateMachineArn = '' }) => limit(() => readMachine(client, stateMachineArn, place))),
  )
  return readings.filter((one) => one !== undefined)
}

/** Machines of a page, at most (API reference, ListStateMachines). */
const PAGE = 1000

/** A definition under a key that Holdfast may not use is a gap of its machine, and of no other. */
async function readMachine(client: SFNClient, arn: string, place: Place): Promise<SourceReading | undefined> {
  const home = { arn, account: place.account, region: place.region }
  try {
    const machine = await describeMachine(client, arn)
    return machine === undefined ? undefined : readingOf(machine, home, place)
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { source: home, triggers: [], gaps: [{ part: 'definition', error }] }
  }
}

function readingOf(
  machine: DescribeStateMachineOutput,
  home: SourceReading['source'],
  place: Place,
): SourceReading | undefined {
  const { definition = '', type = '', name, roleArn, loggingConfiguration, tracingConfiguration } = machine
  const calls = machineCalls(parseDefinition(definition), place)
  if (calls.length === 0) return undefined
  const key = machine.encryptionConfiguration?.kmsKeyId
  const facts = plainObject({ name, type, roleArn, loggingConfiguration, tracingConfiguration })
  const functions = [...new Set(calls.map(({ invokes }) => invokes))]
  return {
    source: { ...home, facts, ...given({ key }) },
    triggers: functions.map((invokes) => {
      const states = calls.filter((one) => one.invokes === invokes).map(({ state }) => state)
      return { invokes, settings: { type, states } }
    }),
    definition: () => Promise.resolve(new TextEncoder().encode(definition)),
  }
}

function parseDefinition(text: string): JsonObject {
  return JsonObjectSchema.parse(JSON.parse(text))
}

async function describeMachine(client: SFNClient, stateMachineArn: string) {
  const { DescribeStateMachineCommand } = await import('@aws-sdk/client-sfn')
  const command = new DescribeStateMachineCommand({ stateMachineArn })
  const machine = await callOptional('DescribeStateMachine', () => client.send(command))
  return machine?.status === 'DELETING' ? undefined : machine
}

function plan(trigger: Trigger, target: TriggerTarget): TriggerPlan {
  const machine = target.map(trigger.source)
  const create = `Create the state machine ${trigger.source} in ${target.region} from the definition in the recovery point, map its ARN, and restore the triggers again.`
  if (isLeftBehind(trigger, target)) return { steps: [], byHand: [create] }
  const { states } = Settings.parse(trigger.settings)
  const moved = target.invokes !== trigger.invokes
  const step: TriggerStep = {
    action: 'state-machine/rename-function',
    phase: 'enable',
    resource: machine,
    what: `Let ${states.join(', ')} of ${machine} call ${target.invokes}`,
    why: 'They called the function when the point was taken.',
    risk: moved ? 'high' : 'low',
    canUndo: true,
    input: { was: trigger.invokes, wanted: target.invokes },
  }
  const publish = `Publish a version of ${machine} and move its aliases, if it has any: they keep the definition that calls ${trigger.invokes}.`
  return { steps: [step], byHand: moved ? [publish] : [] }
}

const Input = z.object({ was: z.string(), wanted: z.string() })

async function carryOut(
  aws: AwsDoor,
  { resource, input }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { was, wanted } = Input.parse(input)
  const machine = await openMachine(aws, resource)
  if (machine === undefined)
    throw new NotFoundError(`${resource} is gone: create it from the definition in the recovery point.`)
  const states = machine.statesThatCall(was)
  if (machine.statesThatCall(wanted).length > 0 && (was === wanted || states.length === 0)) return {}
  if (states.length === 0) throw new TriggerTakenError(`${resource} calls ${was} no more, and is left alone.`)
  await intend?.({ states })
  await machine.rename(states, was, wanted)
  return { states }
}

async function takeBack(aws: AwsDoor, { resource, input }: TriggerStep, done: JsonObject): Promise<void> {
  const states = textsOf(done, 'states')
  const { was, wanted } = Input.parse(input)
  const machine = states.length === 0 ? undefined : await openMachine(aws, resource)
  const own = machine?.statesThatCall(wanted).filter((state) => states.includes(state)) ?? []
  if (own.length > 0) await machine?.rename(own, wanted, was)
}

async function openMachine(aws: AwsDoor, stateMachineArn: string) {
  const { SFNClient, UpdateStateMachineCommand } = await import('@aws-sdk/client-sfn')
  const { partition = '', region = '', account = '' } = parseArn(stateMachineArn) ?? {}
  const place = { partition, region, account }
  const client = aws.client(SFNClient, region)
  const machine = await describeMachine(client, stateMachineArn)
  if (machine === undefined) return undefined
  const now = parseDefinition(machine.definition ?? '')
  return {
    statesThatCall: (invokes: string) =>
      machineCalls(now, place)
        .filter((one) => one.invokes === invokes)
        .map(({ state }) => state),
    async rename(states: readonly string[], from: string, to: string) {
      const definition = JSON.stringify(renameCalls(now, states, { from, to, place }), null, 2)
      await call('UpdateStateMachine', () =>
        client.send(new UpdateStateMachineCommand({ stateMachineArn, definition })),
      )
    },
  }
}
