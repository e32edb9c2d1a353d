import { isDeepStrictEqual } from 'node:util'
import type { LambdaFunctionConfiguration, NotificationConfiguration, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { keyOfBucket, listBuckets, regionOfBucket } from '../../aws/bucket-facts.ts'
import { getNotifications, ownedNotifications, putFunctions } from '../../aws/bucket-notifications.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { JsonObject } from '../../model/json.ts'
import { given, textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import { sameLess } from '../../model/same-less.ts'
import type { Grant, Intend, Place, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

/** So many buckets are asked whether they invoke a function whose policy names none; more would cost too many calls. */
const MOST_BUCKETS_ASKED = 100

/** Characters that the id of a notification may have (API reference, LambdaFunctionConfiguration). */
const LONGEST_ID = 255

const Settings = z.strictObject({
  Id: z.string(),
  Events: z.array(z.string()),
  Filter: z
    .strictObject({
      Key: z.strictObject({
        FilterRules: z.array(z.strictObject({ Name: z.string(), Value: z.string() })),
      }),
    })
    .optional(),
})
type Settings = z.infer<typeof Settings>

/** Notifications of a bucket that invoke a function: their id, events and filter. */
export const kind: TriggerKind = {
  name: 's3-notification',
  title: 'S3 bucket notification',
  settings: Settings,
  permissions: [
    {
      use: 'read',
      actions: ['s3:GetBucketLocation', 's3:GetBucketNotification', 's3:GetEncryptionConfiguration'],
      resource: 'arn:${AWS::Partition}:s3:::*',
    },
    { use: 'read', actions: ['s3:ListAllMyBuckets'], resource: '*' },
    {
      use: 'write',
      actions: ['s3:GetBucketLocation', 's3:GetBucketNotification', 's3:PutBucketNotification'],
      resource: 'arn:${AWS::Partition}:s3:::*',
    },
  ],
  changes: [
    {
      eventSource: 's3.amazonaws.com',
      eventNames: ['PutBucketNotification', 'PutBucketNotificationConfiguration', 'DeleteBucket'],
      sourcesOf: ({ request, partition }) => {
        const bucket = textOf(request, 'bucketName')
        return bucket === undefined ? [] : [`arn:${partition}:s3:::${bucket}`]
      },
    },
  ],
  reader: { by: 'policy', principals: ['s3.amazonaws.com'], find: findBuckets, read: readBucket },
  writer: {
    // What has no switch becomes live at once: only after the function is verified.
    plan: ({ source, settings }, { invokes, map, region }) => ({
      steps: [
        {
          action: 's3-notification/put',
          phase: 'enable',
          resource: map(source),
          what: `Notify ${invokes} of events in ${map(source)}; other notifications of the bucket stay`,
          why: 'The bucket invoked the function when the point was taken.',
          risk: 'low',
          canUndo: true,
          input: { near: region, invokes, settings },
        },
      ],
      byHand: [],
    }),
    carryOut: putNotification,
    takeBack: removeNotification,
    // An id that another notification has gives way.
    isBack: (wanted, found) => sameLess(wanted, found, ['Id']),
  },
}

/**
 * The buckets that a grant names. Some tools grant S3 without naming the bucket (its name would be needed before it
 * exists); then those of the region are asked, and only those that do invoke are meant.
 */
async function findBuckets(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[] | undefined> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  if (grant.sourceAccount !== undefined && grant.sourceAccount !== place.account) return undefined
  const { S3Client } = await import('@aws-sdk/client-s3')
  const client = aws.client(S3Client, place.region)
  const [prefix = ''] = bucketIn(grant.sourceArn ?? '').split(/[*?]/)
  const names = await listBuckets(client, place.region, { prefix, most: MOST_BUCKETS_ASKED })
  const meant = names
    ?.map((name) => `arn:${place.partition}:s3:::${name}`)
    .filter((arn) => mayMean(grant, arn))
  if (meant === undefined) return undefined
  const invoking = await Promise.all(meant.map((arn) => invokesFrom(client, arn, grant.invokes)))
  return meant.filter((_arn, index) => invoking[index])
}

async function invokesFrom(client: S3Client, arn: string, invokes: string): Promise<boolean> {
  const found = await getNotifications(client, bucketIn(arn))
  return (found?.LambdaFunctionConfigurations ?? []).some((one) => one.LambdaFunctionArn === invokes)
}

async function readBucket(aws: AwsDoor, source: string, place: Place): Promise<SourceReading | undefined> {
  const Bucket = bucketIn(source)
  const opened = await openBucket(aws, Bucket, place.region)
  if (opened === undefined) return undefined
  const { client, region } = opened
  const read = await ownedNotifications(client, Bucket, place.account)
  if (read === undefined) return undefined
  const { account, found } = read
  const bus = found.EventBridgeConfiguration
  const facts = bus && { EventBridgeConfiguration: plainObject(bus) }
  const { key, gaps } = await readKey(client, Bucket)
  return {
    source: { arn: source, region, ...given({ account, key, facts }) },
    triggers: (found.LambdaFunctionConfigurations ?? []).map(triggerOf),
    gaps,
  }
}

/** A client of the region that the bucket is in. @param near a region of its partition */
async function openBucket(aws: AwsDoor, Bucket: string, near: string) {
  const { S3Client } = await import('@aws-sdk/client-s3')
  const region = await regionOfBucket(aws.client(S3Client, near), Bucket)
  return region === undefined ? undefined : { client: aws.client(S3Client, region), region }
}

/** Who may see a bucket's notifications need not see its encryption. */
async function readKey(client: S3Client, Bucket: string) {
  try {
    return { key: await keyOfBucket(client, Bucket), gaps: [] }
  } catch (error) {
    return { key: undefined, gaps: [{ part: 'encryption', error }] }
  }
}

function triggerOf({ LambdaFunctionArn: invokes = '', ...one }: LambdaFunctionConfiguration) {
  return { invokes, settings: plainObject(settingsOf(one)) }
}

/** Events and filter rules come in no order. */
function settingsOf({ Id = '', Events = [], Filter }: Partial<LambdaFunctionConfiguration>): Settings {
  const rules = (Filter?.Key?.FilterRules ?? []).map(({ Name = '', Value = '' }) => ({ Name, Value }))
  const FilterRules = rules.toSorted((a, b) => a.Name.localeCompare(b.Name))
  const filter = FilterRules.length === 0 ? {} : { Filter: { Key: { FilterRules } } }
  return { Id, Events: Events.toSorted(), ...filter }
}

function bucketIn(arn: string): string {
  return parseArn(arn)?.resource ?? ''
}

const Input = z.object({ near: z.string(), invokes: z.string(), settings: Settings })
const Done = z.object({ id: z.string(), previous: Settings.nullable() })

/**
 * What is there goes back with the new notification, for S3 takes all of a bucket at once. One of another function
 * keeps its id: the new one gets another.
 */
async function putNotification(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { near, invokes, settings } = Input.parse(input)
  const { client, configuration, entries } = await readToEdit(aws, resource, near)
  const own = entries.filter((one) => one.LambdaFunctionArn === invokes)
  if (own.some((one) => sameButId(one, settings))) return { written: false }
  const previous = own.find(({ Id }) => Id === settings.Id)
  const others = entries.filter((one) => one !== previous)
  const taken = idsIn({ ...configuration, LambdaFunctionConfigurations: others })
  const id = await freeName(settings.Id, LONGEST_ID, (candidate) => !taken.includes(candidate))
  const before = previous === undefined ? null : plainObject(settingsOf(previous))
  const done = { written: true, id, previous: before }
  await intend?.(done)
  await putFunctions(client, bucketIn(resource), configuration, [...others, entryOf(settings, id, invokes)])
  return done
}

async function removeNotification(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject) {
  if (done['written'] !== true) return
  const { near, invokes } = Input.parse(input)
  const { id, previous } = Done.parse(done)
  const { client, configuration, entries } = await readToEdit(aws, resource, near)
  const own = entries.find((one) => one.Id === id && one.LambdaFunctionArn === invokes)
  if (own === undefined) return
  const others = entries.filter((one) => one !== own)
  const before = previous === null ? [] : [entryOf(previous, previous.Id, invokes)]
  await putFunctions(client, bucketIn(resource), configuration, [...others, ...before])
}

async function readToEdit(aws: AwsDoor, arn: string, near: string) {
  const opened = await openBucket(aws, bucketIn(arn), near)
  const configuration = opened && (await getNotifications(opened.client, bucketIn(arn)))
  if (configuration === undefined || opened === undefined)
    throw new NotFoundError(`${arn} does not exist: create the bucket, then restore its notification.`)
  return { ...opened, configuration, entries: configuration.LambdaFunctionConfigurations ?? [] }
}

function entryOf(settings: Settings, Id: string, invokes: string): LambdaFunctionConfiguration {
  return { ...settings, Id, LambdaFunctionArn: invokes } as LambdaFunctionConfiguration
}

/** An id is given once in a bucket, whatever it notifies. */
function idsIn({
  LambdaFunctionConfigurations: functions = [],
  QueueConfigurations: queues = [],
  TopicConfigurations: topics = [],
}: NotificationConfiguration): readonly (string | undefined)[] {
  return [...functions, ...queues, ...topics].map(({ Id }) => Id)
}

function sameButId(one: LambdaFunctionConfiguration, { Events, Filter }: Settings): boolean {
  const { Events: events, Filter: filter } = settingsOf(one)
  return isDeepStrictEqual([events, filter], [Events, Filter])
}
