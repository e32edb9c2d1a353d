import { isDeepStrictEqual } from 'node:util'
import type { CloudWatchLogsClient, SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { JsonObject } from '../../model/json.ts'
import { mapArns } from '../../model/map-arns.ts'
import { given, textOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { AwsDoor } from '../aws-door.ts'
import { sameLess } from '../../model/same-less.ts'
import { exactSource } from '../grant-source.ts'
import type { Grant, Intend, SourceChange, SourceReading, TriggerKind } from '../kind.ts'
import type { TriggerPlan, TriggerStep, TriggerTarget } from '../kind.ts'

const Settings = z.strictObject({
  filterName: z.string(),
  filterPattern: z.string(),
  roleArn: z.string().optional(),
  distribution: z.enum(['Random', 'ByLogStream']).optional(),
  applyOnTransformedLogs: z.boolean().optional(),
  fieldSelectionCriteria: z.string().optional(),
  emitSystemFields: z.array(z.string()).optional(),
})
type Settings = z.infer<typeof Settings>

/** Characters that the name of a filter may have (API reference, PutSubscriptionFilter). */
const LONGEST_NAME = 512

const GROUPS = 'arn:${AWS::Partition}:logs:*:*:log-group:*'

/** Subscription filters of a log group that send what they match to a function. */
export const kind: TriggerKind = {
  name: 'log-subscription',
  title: 'CloudWatch Logs subscription filter',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['logs:DescribeSubscriptionFilters'], resource: GROUPS },
    { use: 'read', actions: ['logs:DescribeLogGroups'], resource: '*' },
    {
      use: 'write',
      actions: [
        'logs:DescribeSubscriptionFilters',
        'logs:PutSubscriptionFilter',
        'logs:DeleteSubscriptionFilter',
      ],
      resource: GROUPS,
    },
  ],
  changes: [
    {
      eventSource: 'logs.amazonaws.com',
      eventNames: ['PutSubscriptionFilter', 'DeleteSubscriptionFilter', 'DeleteLogGroup'],
      sourcesOf: groupIn,
    },
  ],
  reader: {
    by: 'policy',
    // Older statements name the principal of one region.
    principals: ['logs.amazonaws.com', 'logs.*.amazonaws.com'],
    find: (_aws, grant) => Promise.resolve(findGroup(grant)),
    read: readGroup,
  },
  writer: {
    plan,
    carryOut: putFilter,
    takeBack: removeFilter,
    // A name that another filter has gives way.
    isBack: (wanted, found) => sameLess(wanted, found, ['filterName']),
  },
}

function groupIn({ request, partition, region, account }: SourceChange): readonly string[] {
  const name = textOf(request, 'logGroupName')
  return name === undefined ? [] : [`arn:${partition}:logs:${region}:${account}:log-group:${name}`]
}

/**
 * Statements name a log group together with all of its streams: `log-group:<name>:*`. Logs cannot be asked which of
 * its groups, often thousands, send to a function.
 */
function findGroup(grant: Grant): readonly string[] | undefined {
  const { sourceArn, ...others } = grant
  const group = exactSource({ ...others, sourceArn: sourceArn?.replace(/(:log-group:.+):\*$/, '$1') })
  return group === undefined ? undefined : [group]
}

async function readGroup(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const client = await openLogs(aws, source)
  const filters = await listFilters(client, nameIn(source))
  if (filters === undefined) return undefined
  const { key, gaps } = await readKey(client, nameIn(source))
  return {
    source: { arn: source, account, region, ...given({ key }) },
    triggers: filters
      .filter(({ destinationArn = '' }) => parseArn(destinationArn)?.service === 'lambda')
      .map((filter) => ({ invokes: filter.destinationArn ?? '', settings: plainObject(settingsOf(filter)) })),
    gaps,
  }
}

async function openLogs(aws: AwsDoor, group: string): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
  return aws.client(CloudWatchLogsClient, parseArn(group)?.region ?? '')
}

function nameIn(arn: string): string {
  return parseArn(arn)?.resource.replace(/^log-group:/, '') ?? ''
}

/** `undefined` when there is no such log group. */
async function listFilters(client: CloudWatchLogsClient, logGroupName: string) {
  const { paginateDescribeSubscriptionFilters } = await import('@aws-sdk/client-cloudwatch-logs')
  const pages = paginateDescribeSubscriptionFilters({ client }, { logGroupName })
  const operation = 'DescribeSubscriptionFilters'
  return await callOptional(operation, () => callPages(operation, pages, (page) => page.subscriptionFilters))
}

/** Who may see the filters of a group need not see the group. */
async function readKey(client: CloudWatchLogsClient, name: string) {
  const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  // Groups come in ASCII order (API reference), so the name itself stands before all that it begins.
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name })
  try {
    const { logGroups = [] } = await call('DescribeLogGroups', () => client.send(command))
    return { key: logGroups.find(({ logGroupName }) => logGroupName === name)?.kmsKeyId, gaps: [] }
  } catch (error) {
    return { key: undefined, gaps: [{ part: 'encryption', error }] }
  }
}

function settingsOf({ filterName = '', filterPattern = '', ...filter }: SubscriptionFilter): Settings {
  const { roleArn, distribution, applyOnTransformedLogs, fieldSelectionCriteria, emitSystemFields } = filter
  const fields = emitSystemFields?.toSorted()
  const rest = { roleArn, distribution, applyOnTransformedLogs, fieldSelectionCriteria }
  return { filterName, filterPattern, ...given({ ...rest, emitSystemFields: fields }) }
}

/** What has no switch becomes live at once: only after the function is verified. */
function plan({ source, settings }: Trigger, { invokes, map }: TriggerTarget): TriggerPlan {
  const group = map(source)
  return {
    steps: [
      {
        action: 'log-subscription/put',
        phase: 'enable',
        resource: group,
        what: `Subscribe ${invokes} to ${group}; other filters of the log group stay`,
        why: 'The log group invoked the function when the point was taken.',
        risk: 'low',
        canUndo: true,
        input: { invokes, settings: mapArns(settings, map) },
      },
    ],
    byHand: [],
  }
}

const Input = z.object({ invokes: z.string(), settings: Settings })
const Done = z.object({ name: z.string(), previous: Settings.nullable() })

/** A filter of another destination keeps its name: the new one gets another. */
async function putFilter(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { invokes, settings } = Input.parse(input)
  const client = await openLogs(aws, resource)
  const filters = await listFilters(client, nameIn(resource))
  if (filters === undefined)
    throw new NotFoundError(`${resource} does not exist: create the log group, then restore its filter.`)
  const own = filters.filter(({ destinationArn }) => destinationArn === invokes)
  if (own.some((one) => sameButName(one, settings))) return { written: false }
  const previous = own.find(({ filterName }) => filterName === settings.filterName)
  const taken = filters.filter((one) => one !== previous).map(({ filterName }) => filterName)
  const name = await freeName(settings.filterName, LONGEST_NAME, (candidate) => !taken.includes(candidate))
  const before = previous === undefined ? null : plainObject(settingsOf(previous))
  const done = { written: true, name, previous: before }
  await intend?.(done)
  await write(client, resource, invokes, { ...settings, filterName: name })
  return done
}

async function removeFilter(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['written'] !== true) return
  const { name, previous } = Done.parse(done)
  const client = await openLogs(aws, resource)
  if (previous !== null) return await write(client, resource, Input.parse(input).invokes, previous)
  const { DeleteSubscriptionFilterCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const command = new DeleteSubscriptionFilterCommand({ logGroupName: nameIn(resource), filterName: name })
  await callOptional('DeleteSubscriptionFilter', () => client.send(command))
}

async function write(client: CloudWatchLogsClient, group: string, invokes: string, settings: Settings) {
  const { PutSubscriptionFilterCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const filter = { ...settings, logGroupName: nameIn(group), destinationArn: invokes }
  await call('PutSubscriptionFilter', () => client.send(new PutSubscriptionFilterCommand(filter)))
}

function sameButName(one: SubscriptionFilter, wanted: Settings): boolean {
  return isDeepStrictEqual({ ...settingsOf(one), filterName: '' }, { ...wanted, filterName: '' })
}
