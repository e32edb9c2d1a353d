import type {
  ActionDeclaration,
  CodePipelineClient,
  GetPipelineCommandOutput,
  PipelineDeclaration,
  RuleDeclaration,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline'
import pLimit from 'p-limit'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError, RequestRejectedError, TriggerTakenError, UnsupportedError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { parseFunctionName } from '../../model/function-arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { functionArn } from '../../model/make-arn.ts'
import { given, objectOf, objectsOf, textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

/** Pipelines read at once; CodePipeline publishes no quota, so few. */
const AT_ONCE = 4

/** What CodePipeline hands out in place of a source's token. Sent back it would become the token. */
const MASKED = '****'

/** Members of a stage that hold its conditions. */
const CONDITIONS = ['beforeEntry', 'onSuccess', 'onFailure'] as const

const Artifacts = z.array(z.strictObject({ name: z.string(), files: z.array(z.string()).optional() }))

const Settings = z.strictObject({
  stage: z.string(),
  /** Where the function decides whether the stage is entered or left; it is an action when this is missing. */
  condition: z.enum(CONDITIONS).optional(),
  name: z.string(),
  version: z.string().optional(),
  runOrder: z.number().optional(),
  configuration: z.record(z.string(), z.string()),
  inputArtifacts: Artifacts.optional(),
  outputArtifacts: Artifacts.optional(),
  outputVariables: z.array(z.string()).optional(),
  roleArn: z.string().optional(),
  region: z.string().optional(),
  namespace: z.string().optional(),
  timeoutInMinutes: z.number().optional(),
})
type Settings = z.infer<typeof Settings>

const PIPELINES = 'arn:${AWS::Partition}:codepipeline:*:*:*'

/** Actions of pipelines that invoke a function, and conditions of their stages that one decides. */
export const kind: TriggerKind = {
  name: 'codepipeline-action',
  title: 'CodePipeline action',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['codepipeline:GetPipeline'], resource: PIPELINES },
    { use: 'read', actions: ['codepipeline:ListPipelines'], resource: '*' },
    {
      use: 'write',
      actions: ['codepipeline:GetPipeline', 'codepipeline:UpdatePipeline'],
      resource: PIPELINES,
    },
    {
      // A pipeline is written as a whole, with its role.
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'codepipeline.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'codepipeline.amazonaws.com',
      eventNames: ['CreatePipeline', 'UpdatePipeline', 'DeletePipeline'],
      sourcesOf: pipelineIn,
      functionsOf: functionsIn,
    },
  ],
  reader: { by: 'list', list: listActions },
  writer: {
    plan: ({ source, settings, invokes: replaces }, { invokes, map }) => {
      const where = `${placeOf(settings)} of ${map(source)}`
      if (settings['condition'] !== undefined)
        return {
          steps: [],
          byHand: [`The condition ${where} asked ${replaces}: see that it asks ${invokes}.`],
        }
      const step: TriggerStep = {
        action: 'codepipeline-action/put',
        phase: 'enable',
        resource: map(source),
        what: `Let the action ${where} invoke ${invokes}; the rest of the pipeline stays`,
        why: 'The pipeline invoked the function when the point was taken.',
        risk: invokes === replaces ? 'low' : 'high',
        canUndo: true,
        input: { invokes, replaces, settings: mapped(settings, map) },
      }
      return { steps: [step], byHand: [] }
    },
    carryOut: putAction,
    takeBack: takeActionBack,
    // An action that is there stays as it is, but for the function that it names.
    isBack: (wanted, found) => placeOf(wanted) === placeOf(found),
  },
}

/** `Test/Smoke`: its stage and its name. */
function placeOf(settings: JsonObject): string {
  return `${textOf(settings, 'stage') ?? ''}/${textOf(settings, 'name') ?? ''}`
}

function mapped(settings: JsonObject, map: (arn: string) => string): JsonObject {
  const roleArn = textOf(settings, 'roleArn')
  return roleArn === undefined ? settings : { ...settings, roleArn: map(roleArn) }
}

function pipelineIn({ request, partition, region, account }: SourceChange): readonly string[] {
  const name = textOf(objectOf(request, 'pipeline'), 'name') ?? textOf(request, 'name')
  return name === undefined ? [] : [`arn:${partition}:codepipeline:${region}:${account}:${name}`]
}

/** What actions and conditions invoke: a call names it by name. Whose `FunctionName` it is, a capture finds out. */
function functionsIn({ request, ...place }: SourceChange): readonly string[] {
  const stages = objectsOf(objectOf(request, 'pipeline'), 'stages')
  const conditions = stages.flatMap((stage) =>
    CONDITIONS.flatMap((name) => objectsOf(objectOf(stage, name), 'conditions')),
  )
  const actions = stages.flatMap((stage) => objectsOf(stage, 'actions'))
  const declared = [...actions, ...conditions.flatMap((one) => objectsOf(one, 'rules'))]
  return declared.flatMap((one) => arnOf(one, place) ?? [])
}

const sdk = () => import('@aws-sdk/client-codepipeline')

async function clientOf(aws: AwsDoor, region = ''): Promise<CodePipelineClient> {
  const { CodePipelineClient } = await sdk()
  return aws.client(CodePipelineClient, region)
}

/** `undefined` when there is no such pipeline. */
async function getPipeline(
  client: CodePipelineClient,
  name: string,
): Promise<GetPipelineCommandOutput | undefined> {
  const { GetPipelineCommand } = await sdk()
  return callOptional('GetPipeline', () => client.send(new GetPipelineCommand({ name })))
}

async function listActions(aws: AwsDoor, place: Place): Promise<readonly SourceReading[]> {
  const client = await clientOf(aws, place.region)
  const { paginateListPipelines } = await sdk()
  const pages = paginateListPipelines({ client }, {})
  const pipelines = await callPages('ListPipelines', pages, (page) => page.pipelines)
  const limit = pLimit(AT_ONCE)
  const read = pipelines.map(({ name = '' }) => limit(() => getPipeline(client, name)))
  const found = (await Promise.all(read)).flatMap((pipeline) => pipeline ?? [])
  return found
    .map((one) => readingOf(one, place))
    .filter(({ triggers, gaps }) => triggers.length + gaps.length > 0)
}

function readingOf({ pipeline, metadata }: GetPipelineCommandOutput, place: Place) {
  const { account, region } = place
  const all = (pipeline?.stages ?? []).flatMap(invocationsOf)
  const named = all.map((settings) => ({ settings, invokes: arnOf(settings, place) }))
  // The key of its artifacts; a pipeline over several regions has one for each, in `artifactStores`.
  const { artifactStore, artifactStores } = pipeline ?? {}
  const key = (artifactStore ?? artifactStores?.[region])?.encryptionKey?.id
  return {
    source: { arn: metadata?.pipelineArn ?? '', account, region, ...given({ key }) },
    triggers: named.flatMap(({ settings, invokes }) =>
      invokes === undefined ? [] : [{ settings, invokes }],
    ),
    gaps: named.flatMap(({ settings, invokes }) => (invokes === undefined ? [gapOf(settings)] : [])),
  }
}

function gapOf(settings: JsonObject) {
  const error = new UnsupportedError('A variable names the function that it invokes.')
  return { part: placeOf(settings), error }
}

/** The function is named in the configuration, by name or ARN; it is where the action runs. */
function arnOf(settings: JsonObject, { partition, region, account }: Place): string | undefined {
  const named = parseFunctionName(textOf(objectOf(settings, 'configuration'), 'FunctionName') ?? '')
  if (named === undefined) return undefined
  const zone = named.region ?? textOf(settings, 'region') ?? region
  return functionArn({ account, ...named, zone }, partition, named.qualifier)
}

function invocationsOf(stage: StageDeclaration): readonly JsonObject[] {
  const actions = (stage.actions ?? []).filter(({ actionTypeId }) => actionTypeId?.provider === 'Lambda')
  const conditions = CONDITIONS.flatMap((condition) => {
    const rules = (stage[condition]?.conditions ?? []).flatMap((one) => one.rules ?? [])
    const asking = rules.filter(({ ruleTypeId }) => ruleTypeId?.provider === 'LambdaInvoke')
    return asking.map((rule) => settingsOf(stage, rule, condition))
  })
  return [...actions.map((action) => settingsOf(stage, action)), ...conditions]
}

function settingsOf(
  { name: stage }: StageDeclaration,
  declared: ActionDeclaration | RuleDeclaration,
  condition?: string,
): JsonObject {
  const version = 'actionTypeId' in declared ? declared.actionTypeId?.version : undefined
  const all = plainObject({ configuration: {}, ...declared, stage, condition, version })
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in Settings.shape))
}

const Input = z.object({ invokes: z.string(), replaces: z.string(), settings: Settings })

async function openPipeline(aws: AwsDoor, arn: string) {
  const { region = '', resource } = parseArn(arn) ?? { resource: '' }
  const client = await clientOf(aws, region)
  return { client, pipeline: (await getPipeline(client, resource))?.pipeline }
}

function stageIn(pipeline: PipelineDeclaration | undefined, settings: Settings) {
  const stage = pipeline?.stages?.find(({ name }) => name === settings.stage)
  return { stage, action: stage?.actions?.find(({ name }) => name === settings.name) }
}

async function putAction(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { invokes, replaces, settings } = Input.parse(input)
  const { client, pipeline } = await openPipeline(aws, resource)
  const { stage, action } = stageIn(pipeline, settings)
  if (pipeline === undefined || stage === undefined)
    throw new NotFoundError(`${resource} or its stage ${settings.stage} is gone: create it by hand.`)
  const { partition = '', region = '', account = '' } = parseArn(resource) ?? {}
  const present = action && arnOf(settingsOf(stage, action), { partition, region, account })
  if (present === invokes) return { wrote: 'nothing' }
  if (action !== undefined && present !== replaces)
    throw new TriggerTakenError(`${resource} has another action ${settings.name}: see what it is for.`)
  const { name = '', qualifier } = parseFunctionName(invokes) ?? {}
  const FunctionName = qualifier === undefined ? name : `${name}:${qualifier}`
  const done = { wrote: 'action', ...given({ function: action?.configuration?.['FunctionName'] }) }
  await intend?.(done)
  await writeAction(client, pipeline, settings, withFunction(action ?? actionOf(settings), FunctionName))
  return done
}

function actionOf({
  stage: _stage,
  condition: _condition,
  version = '1',
  ...rest
}: Settings): ActionDeclaration {
  return { ...rest, actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version } }
}

function withFunction(action: ActionDeclaration, FunctionName: string): ActionDeclaration {
  return { ...action, configuration: { ...action.configuration, FunctionName } }
}

/** Writes the pipeline with this action in the place of the one of that name; without one, removes that. */
async function writeAction(
  client: CodePipelineClient,
  pipeline: PipelineDeclaration,
  { stage, name }: Settings,
  action: ActionDeclaration | undefined,
): Promise<void> {
  if (JSON.stringify(pipeline.stages).includes(`"${MASKED}"`))
    throw new RequestRejectedError(
      `${String(pipeline.name)} has a token that cannot be read: change it by hand.`,
    )
  const replaced = (actions: readonly ActionDeclaration[] = []) => {
    const index = actions.findIndex((one) => one.name === name)
    return actions.toSpliced(index < 0 ? actions.length : index, 1, ...(action ? [action] : []))
  }
  const stages = pipeline.stages?.map((one) =>
    one.name === stage ? { ...one, actions: replaced(one.actions) } : one,
  )
  const { UpdatePipelineCommand } = await sdk()
  const command = new UpdatePipelineCommand({ pipeline: { ...pipeline, stages } })
  await call('UpdatePipeline', () => client.send(command))
}

async function takeActionBack(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  done: JsonObject,
): Promise<void> {
  if (done['wrote'] !== 'action') return
  const { settings } = Input.parse(input)
  const { client, pipeline } = await openPipeline(aws, resource)
  const { action } = stageIn(pipeline, settings)
  if (pipeline === undefined || action === undefined) return
  const before = textOf(done, 'function')
  const was = before === undefined ? undefined : withFunction(action, before)
  await writeAction(client, pipeline, settings, was)
}
