import type { ConnectClient } from '@aws-sdk/client-connect'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const INSTANCES = 'arn:${AWS::Partition}:connect:*:*:instance/*'
const FUNCTIONS = 'arn:${AWS::Partition}:lambda:*:*:function:*'

/** That flows of an Amazon Connect instance may use a function; which of them do is not part of it. */
export const kind: TriggerKind = {
  name: 'connect-instance',
  title: 'Connect instance',
  settings: z.strictObject({}),
  permissions: [
    { use: 'read', actions: ['connect:ListLambdaFunctions'], resource: INSTANCES },
    { use: 'read', actions: ['connect:ListInstances'], resource: '*' },
    {
      use: 'write',
      actions: [
        'connect:ListLambdaFunctions',
        'connect:AssociateLambdaFunction',
        'connect:DisassociateLambdaFunction',
      ],
      resource: INSTANCES,
    },
    // Connect changes the function's policy in the caller's name (Service Authorization Reference, dependent actions).
    { use: 'write', actions: ['lambda:AddPermission', 'lambda:RemovePermission'], resource: FUNCTIONS },
  ],
  changes: [
    {
      eventSource: 'connect.amazonaws.com',
      eventNames: ['AssociateLambdaFunction', 'DisassociateLambdaFunction', 'DeleteInstance'],
      sourcesOf: instanceIn,
    },
  ],
  reader: { by: 'policy', principals: ['connect.amazonaws.com'], find: findInstances, read: readInstance },
  writer: {
    plan: ({ source }, { invokes, map }) => ({
      steps: [
        {
          action: 'connect-instance/associate',
          phase: 'enable',
          resource: map(source),
          what: `Let flows of ${map(source)} use ${invokes}`,
          why: 'Flows of the instance could use the function when the point was taken.',
          risk: 'low',
          canUndo: true,
          input: { invokes },
        },
      ],
      byHand: [],
    }),
    carryOut: associate,
    takeBack: disassociate,
  },
}

/** Connect's records keep the capitals of its API; an id may be an ARN, percent-encoded as in the address. */
function instanceIn({ request, partition, region, account }: SourceChange): readonly string[] {
  const name = textOf(request, 'InstanceId') ?? textOf(request, 'instanceId')
  if (name === undefined) return []
  const id = decodeURIComponent(name).replace(/^.*instance\//, '')
  return [`arn:${partition}:connect:${region}:${account}:instance/${id}`]
}

const sdk = () => import('@aws-sdk/client-connect')
const idIn = (arn: string) => (parseArn(arn)?.resource ?? '').replace(/^instance\//, '')

async function clientOf(aws: AwsDoor, region = ''): Promise<ConnectClient> {
  const { ConnectClient } = await sdk()
  return aws.client(ConnectClient, region)
}

/** Grants name an instance, or what is in it, wildcards included. */
const INSTANCE = /^(arn:[\w-]+:connect:[\w-]+:\d+:instance\/[\w-]+)(?:\/.*)?$/

/** A grant that names no instance, or several, means those that may use the function. */
async function findInstances(aws: AwsDoor, grant: Grant, { region }: Place): Promise<readonly string[]> {
  const [, named] = INSTANCE.exec(grant.sourceArn ?? '') ?? []
  if (named !== undefined) return [named]
  const client = await clientOf(aws, region)
  const { paginateListInstances } = await sdk()
  const pages = paginateListInstances({ client }, {})
  const instances = await callPages('ListInstances', pages, (page) => page.InstanceSummaryList)
  const meant = instances.map(({ Arn = '' }) => Arn).filter((arn) => mayMean(grant, arn))
  const functions = await Promise.all(meant.map((arn) => listFunctions(client, arn)))
  return meant.filter((_arn, index) => functions[index]?.includes(grant.invokes))
}

/** `undefined` when there is no such instance. */
async function listFunctions(client: ConnectClient, arn: string): Promise<readonly string[] | undefined> {
  const { paginateListLambdaFunctions } = await sdk()
  const pages = paginateListLambdaFunctions({ client }, { InstanceId: idIn(arn) })
  return callOptional('ListLambdaFunctions', () =>
    callPages('ListLambdaFunctions', pages, (page) => page.LambdaFunctions),
  )
}

async function readInstance(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const functions = await listFunctions(await clientOf(aws, region), source)
  if (functions === undefined) return undefined
  return {
    source: { arn: source, account, region },
    triggers: functions.toSorted().map((invokes) => ({ invokes, settings: {} })),
  }
}

const Input = z.object({ invokes: z.string() })

async function associate(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { invokes } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const present = await listFunctions(client, resource)
  if (present === undefined) throw new NotFoundError(`${resource} is gone: create the instance by hand.`)
  if (present.includes(invokes)) return { associated: false }
  const { AssociateLambdaFunctionCommand } = await sdk()
  const command = new AssociateLambdaFunctionCommand({ InstanceId: idIn(resource), FunctionArn: invokes })
  const done = { associated: true }
  await intend?.(done)
  await call('AssociateLambdaFunction', () => client.send(command))
  return done
}

async function disassociate(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['associated'] !== true) return
  const { invokes } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const { DisassociateLambdaFunctionCommand } = await sdk()
  const command = new DisassociateLambdaFunctionCommand({ InstanceId: idIn(resource), FunctionArn: invokes })
  await callOptional('DisassociateLambdaFunction', () => client.send(command))
}
