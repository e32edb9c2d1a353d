import type {
  CreatePipeCommandInput,
  DescribePipeCommandOutput,
  Pipe,
  PipesClient,
} from '@aws-sdk/client-pipes'
import pLimit from 'p-limit'
import { createPipe, deletePipe, describePipe, listPipes, startPipe, stopPipe } from '../../aws/pipes.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { FunctionChangingError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { JsonObject } from '../../model/json.ts'
import { given, objectOf, textOf } from '../../model/members.ts'
import { PIPE_STEPS, PipeInput, PipeSettings, planPipe, safeParameters } from '../../triggers/pipe-plan.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { Intend, Place, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

/** Pipes that are described at a time; how many Pipes allows a second is not published. */
const READ_AT_ONCE = 5

/** Characters that the name of a pipe may have (API reference, CreatePipe). */
const LONGEST_NAME = 64

const PIPES = 'arn:${AWS::Partition}:pipes:*:*:pipe/*'

/** Pipes that invoke a function to enrich what passes through, or as their target. */
export const kind: TriggerKind = {
  name: 'pipe',
  title: 'EventBridge pipe',
  settings: PipeSettings,
  permissions: [
    { use: 'read', actions: ['pipes:ListPipes'], resource: '*' },
    { use: 'read', actions: ['pipes:DescribePipe'], resource: PIPES },
    {
      use: 'write',
      actions: [
        'pipes:DescribePipe',
        'pipes:CreatePipe',
        'pipes:TagResource',
        'pipes:StartPipe',
        'pipes:StopPipe',
        'pipes:DeletePipe',
      ],
      resource: PIPES,
    },
    {
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'pipes.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'pipes.amazonaws.com',
      eventNames: ['CreatePipe', 'UpdatePipe', 'DeletePipe', 'StartPipe', 'StopPipe'],
      sourcesOf: ({ request, partition, region, account }) => {
        const name = textOf(request, 'name')
        return name === undefined ? [] : [`arn:${partition}:pipes:${region}:${account}:pipe/${name}`]
      },
    },
  ],
  reader: { by: 'list', list: readPipes },
  writer: {
    plan: planPipe,
    carryOut,
    takeBack,
    // A pipe that is there stays as it is; one whose values are not kept is started by hand.
    isBack: (wanted, found) =>
      wanted['ValuesLeftOut'] !== undefined || wanted['DesiredState'] === found['DesiredState'],
  },
}

async function openPipes(aws: AwsDoor, region = ''): Promise<PipesClient> {
  const { PipesClient } = await import('@aws-sdk/client-pipes')
  return aws.client(PipesClient, region)
}

async function readPipes(aws: AwsDoor, place: Place): Promise<readonly SourceReading[]> {
  const client = await openPipes(aws, place.region)
  const atOnce = pLimit(READ_AT_ONCE)
  const all = (await listPipes(client)).filter((pipe) => functionsOf(pipe).length > 0)
  const read = await Promise.all(all.map((pipe) => atOnce(() => readPipe(client, pipe, place))))
  return read.flat()
}

/** The functions that a pipe invokes, each once. */
function functionsOf({
  Enrichment = '',
  Target = '',
}: Pick<Pipe, 'Enrichment' | 'Target'>): readonly string[] {
  const functions = [Enrichment, Target].filter((arn) => parseArn(arn)?.service === 'lambda')
  return [...new Set(functions)]
}

/** One that is gone, or going, is left out; one that cannot be described is told. */
async function readPipe(
  client: PipesClient,
  { Arn: arn = '', Name = '' }: Pipe,
  { account, region }: Place,
): Promise<readonly SourceReading[]> {
  try {
    const pipe = await describePipe(client, Name)
    if (pipe === undefined || pipe.DesiredState === 'DELETED') return []
    const settings = settingsOf(pipe)
    const facts = given({ Source: pipe.Source }) as JsonObject
    return [
      {
        source: { arn, account, region, facts, ...given({ key: pipe.KmsKeyIdentifier }) },
        triggers: functionsOf(pipe).map((invokes) => ({ invokes, settings })),
      },
    ]
  } catch (error) {
    return [{ source: { arn, account, region }, triggers: [], gaps: [{ part: 'pipe', error }] }]
  }
}

function settingsOf(pipe: DescribePipeCommandOutput): JsonObject {
  const { Arn: _arn, CreationTime: _made, LastModifiedTime: _changed, ...rest } = pipe
  const { CurrentState: _now, StateReason: _why, EnrichmentParameters, TargetParameters, ...settings } = rest
  const enrichment = safeParameters(plainObject(EnrichmentParameters))
  const target = safeParameters(plainObject(TargetParameters))
  const left = [...new Set([...enrichment.left, ...target.left])].sort()
  return {
    ...plainObject(settings),
    ...(EnrichmentParameters === undefined ? {} : { EnrichmentParameters: enrichment.kept }),
    ...(TargetParameters === undefined ? {} : { TargetParameters: target.kept }),
    ...(left.length === 0 ? {} : { ValuesLeftOut: left }),
  }
}

/** A pipe that is there stays as it is: it holds its place in the stream, and values that are not kept here. */
async function carryOut(
  aws: AwsDoor,
  { action, input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const client = await openPipes(aws, parseArn(resource)?.region)
  const { invokes, pipe } = PipeInput.parse(input)
  const { Name, existing } = await findPlace(client, pipe.Name, invokes)
  if (action === PIPE_STEPS.start) return await start(client, { name: Name, existing }, intend)
  if (existing !== undefined) return { created: false }
  const done = { created: true, name: Name }
  await intend?.(done)
  await createPipe(client, requestOf({ ...pipe, Name }))
  return done
}

/** The name of a pipe, and what is there under it. */
interface NamedPipe {
  readonly name: string
  readonly existing: DescribePipeCommandOutput | undefined
}

/** @throws FunctionChangingError while the pipe is being made: it takes a minute */
async function start(client: PipesClient, { name, existing }: NamedPipe, intend?: Intend) {
  if (existing?.DesiredState === 'RUNNING') return { started: false }
  const state = existing?.CurrentState ?? ''
  if (/^(?:CREATING|UPDATING|STOPPING)$/.test(state))
    throw new FunctionChangingError(`Pipe ${name} is ${state}: start it when it is done.`, {
      evidence: { name },
    })
  const done = { started: true, name }
  await intend?.(done)
  await startPipe(client, name)
  return done
}

async function takeBack(aws: AwsDoor, { resource }: TriggerStep, done: JsonObject): Promise<void> {
  const client = await openPipes(aws, parseArn(resource)?.region)
  const name = textOf(done, 'name') ?? ''
  if (done['started'] === true) await stopPipe(client, name)
  if (done['created'] === true) await deletePipe(client, name)
}

/** The name under which the function's pipe is, or can be made: one of another function keeps its name. */
async function findPlace(client: PipesClient, name: string, invokes: string) {
  let existing: DescribePipeCommandOutput | undefined
  const Name = await freeName(name, LONGEST_NAME, async (candidate) => {
    existing = await describePipe(client, candidate)
    return existing === undefined || functionsOf(existing).includes(invokes)
  })
  return { Name, existing }
}

/** Tags of AWS itself cannot be given (General Reference, "Tagging your AWS resources"). */
function requestOf({ SourceParameters = {}, Tags = {}, ...pipe }: PipeSettings): CreatePipeCommandInput {
  const kinesis = objectOf(SourceParameters, 'KinesisStreamParameters')
  const at = textOf(kinesis, 'StartingPositionTimestamp')
  const from = at === undefined ? kinesis : { ...kinesis, StartingPositionTimestamp: new Date(at) }
  const source = at === undefined ? {} : { KinesisStreamParameters: from }
  return {
    ...pipe,
    DesiredState: 'STOPPED',
    SourceParameters: { ...SourceParameters, ...source },
    Tags: Object.fromEntries(Object.entries(Tags).filter(([name]) => !name.startsWith('aws:'))),
  } as CreatePipeCommandInput
}
