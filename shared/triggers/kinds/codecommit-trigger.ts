import { isDeepStrictEqual } from 'node:util'
import type { CodeCommitClient, RepositoryTrigger } from '@aws-sdk/client-codecommit'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { JsonObject } from '../../model/json.ts'
import { given, textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import { sameLess } from '../../model/same-less.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

/** Characters that the name of a trigger may have (CodeCommit User Guide, "Quotas"). */
const LONGEST_NAME = 100

const Settings = z.strictObject({
  name: z.string(),
  customData: z.string().optional(),
  branches: z.array(z.string()),
  events: z.array(z.enum(['all', 'updateReference', 'createReference', 'deleteReference'])),
})
type Settings = z.infer<typeof Settings>

const REPOSITORIES = 'arn:${AWS::Partition}:codecommit:*:*:*'

/** Triggers of CodeCommit repositories that invoke a function; others notify a topic. */
export const kind: TriggerKind = {
  name: 'codecommit-trigger',
  title: 'CodeCommit trigger',
  settings: Settings,
  permissions: [
    {
      use: 'read',
      actions: ['codecommit:GetRepository', 'codecommit:GetRepositoryTriggers'],
      resource: REPOSITORIES,
    },
    { use: 'read', actions: ['codecommit:ListRepositories'], resource: '*' },
    {
      use: 'write',
      actions: ['codecommit:GetRepositoryTriggers', 'codecommit:PutRepositoryTriggers'],
      resource: REPOSITORIES,
    },
  ],
  changes: [
    {
      eventSource: 'codecommit.amazonaws.com',
      eventNames: ['PutRepositoryTriggers', 'DeleteRepository', 'UpdateRepositoryName'],
      sourcesOf: repositoriesIn,
    },
  ],
  reader: {
    by: 'policy',
    principals: ['codecommit.amazonaws.com'],
    find: findRepositories,
    read: readRepository,
  },
  writer: {
    plan: ({ source, settings }, { invokes, map }) => ({
      steps: [
        {
          action: 'codecommit-trigger/put',
          phase: 'enable',
          resource: map(source),
          what: `Let the repository ${map(source)} invoke ${invokes}; its other triggers stay`,
          why: 'The repository invoked the function when the point was taken.',
          risk: 'low',
          canUndo: true,
          input: { invokes, trigger: settings },
        },
      ],
      byHand: [],
    }),
    carryOut: addTrigger,
    takeBack: removeTrigger,
    // A name that another trigger has gives way.
    isBack: (wanted, found) => sameLess(wanted, found, ['name']),
  },
}

function arnOf({ partition, region, account }: Place, name: string): string {
  return `arn:${partition}:codecommit:${region}:${account}:${name}`
}

function repositoriesIn({ request, ...place }: SourceChange): readonly string[] {
  const names = ['repositoryName', 'oldName', 'newName'].map((member) => textOf(request, member))
  return names.flatMap((name) => (name === undefined ? [] : [arnOf(place, name)]))
}

const sdk = () => import('@aws-sdk/client-codecommit')
const nameIn = (arn: string) => parseArn(arn)?.resource ?? ''

async function clientOf(aws: AwsDoor, region = ''): Promise<CodeCommitClient> {
  const { CodeCommitClient } = await sdk()
  return aws.client(CodeCommitClient, region)
}

/** A grant that names no repository, or several, means those that do invoke the function. */
async function findRepositories(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const { paginateListRepositories } = await sdk()
  const client = await clientOf(aws, place.region)
  const pages = paginateListRepositories({ client }, {})
  const all = await callPages('ListRepositories', pages, (page) => page.repositories)
  const arns = all.map(({ repositoryName = '' }) => arnOf(place, repositoryName))
  const meant = arns.filter((arn) => mayMean(grant, arn))
  const triggers = await Promise.all(meant.map((arn) => getTriggers(client, nameIn(arn))))
  return meant.filter((_arn, index) =>
    triggers[index]?.some(({ destinationArn }) => destinationArn === grant.invokes),
  )
}

/** `undefined` when there is no such repository. */
async function getTriggers(
  client: CodeCommitClient,
  repositoryName: string,
): Promise<readonly RepositoryTrigger[] | undefined> {
  const { GetRepositoryTriggersCommand } = await sdk()
  const command = new GetRepositoryTriggersCommand({ repositoryName })
  const answer = await callOptional('GetRepositoryTriggers', () => client.send(command))
  return answer && (answer.triggers ?? [])
}

async function readRepository(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const client = await clientOf(aws, region)
  const { GetRepositoryCommand } = await sdk()
  const command = new GetRepositoryCommand({ repositoryName: nameIn(source) })
  const found = await callOptional('GetRepository', () => client.send(command))
  const triggers = found && (await getTriggers(client, nameIn(source)))
  if (triggers === undefined) return undefined
  const ofFunctions = triggers.filter(
    ({ destinationArn = '' }) => parseArn(destinationArn)?.service === 'lambda',
  )
  return {
    source: { arn: source, account, region, ...given({ key: found?.repositoryMetadata?.kmsKeyId }) },
    triggers: ofFunctions.map((one) => ({ invokes: one.destinationArn ?? '', settings: settingsOf(one) })),
  }
}

/** Branches and events come in no order; no branch is every branch. */
function settingsOf({ name, customData, branches = [], events = [] }: RepositoryTrigger): JsonObject {
  const data = customData === '' ? undefined : customData
  return plainObject({ name, customData: data, branches: branches.toSorted(), events: events.toSorted() })
}

const Input = z.object({ invokes: z.string(), trigger: Settings })

async function addTrigger(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { invokes, trigger } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const present = await getTriggers(client, nameIn(resource))
  if (present === undefined) throw new NotFoundError(`${resource} is gone: create the repository by hand.`)
  const added = { ...trigger, destinationArn: invokes }
  if (present.some((one) => isSame(one, added))) return { added: false }
  const isFree = (name: string) => present.every((one) => one.name !== name)
  const name = await freeName(trigger.name, LONGEST_NAME, isFree)
  const done = { added: true, name }
  await intend?.(done)
  await putTriggers(client, nameIn(resource), [...present, { ...added, name }])
  return done
}

/** Whether two do the same; what they are called does not matter. */
function isSame(one: RepositoryTrigger, other: RepositoryTrigger): boolean {
  const unnamed = (trigger: RepositoryTrigger) => ({ ...settingsOf(trigger), name: '' })
  return one.destinationArn === other.destinationArn && isDeepStrictEqual(unnamed(one), unnamed(other))
}

/** The call replaces every trigger of the repository. */
async function putTriggers(
  client: CodeCommitClient,
  repositoryName: string,
  triggers: RepositoryTrigger[],
): Promise<void> {
  const { PutRepositoryTriggersCommand } = await sdk()
  const command = new PutRepositoryTriggersCommand({ repositoryName, triggers })
  await call('PutRepositoryTriggers', () => client.send(command))
}

async function removeTrigger(aws: AwsDoor, { resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['added'] !== true) return
  const client = await clientOf(aws, parseArn(resource)?.region)
  const present = (await getTriggers(client, nameIn(resource))) ?? []
  const others = present.filter(({ name }) => name !== done['name'])
  if (others.length < present.length) await putTriggers(client, nameIn(resource), others)
}
