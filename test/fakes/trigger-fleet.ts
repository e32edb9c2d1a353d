import type { DeletedFunction, Fleet } from '../../shared/map/fleet.ts'
import type { DistributionContent } from '../../shared/model/edge.ts'
import type { JsonObject } from '../../shared/model/json.ts'
import type {
  FunctionContent,
  FunctionPoint,
  Gap,
  Manifest,
  RecoveryPoint,
} from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import type { TriggerSource } from '../../shared/model/trigger.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import type { PreparedPoint } from '../../shared/vault/commit.ts'
import { commitPoint, commitTombstone } from '../../shared/vault/commit.ts'
import { pointFingerprint } from '../../shared/vault/fingerprint.ts'
import { createVault } from '../../shared/vault/vault.ts'
import type { MemoryStore } from './memory-store.ts'
import { createMemoryStore } from './memory-store.ts'

export const ACCOUNT = '111122223333'

/** ARN of something in eu-west-1. */
export function arnOf(service: string, resource: string, region = 'eu-west-1'): string {
  return `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`
}

export const UPLOADS = 'arn:aws:s3:::uploads'
export const GONE_BUCKET = 'arn:aws:s3:::gone-bucket'
export const TOPIC = arnOf('sns', 'orders')
export const IDLE_TOPIC = arnOf('sns', 'idle')
export const QUEUE = arnOf('sqs', 'orders')
export const STREAM = arnOf('kinesis', 'stream/clicks')
export const SECRET_ARN = arnOf('secretsmanager', 'secret:gone-AbCdEf')
export const DISTRIBUTION = `arn:aws:cloudfront::${ACCOUNT}:distribution/E123`

/** A function to make points of, with what is said of it. */
export interface SampleFunction {
  readonly name: string
  readonly zone?: string
  readonly at?: string
  readonly content?: Partial<FunctionContent>
  readonly gaps?: readonly Gap[]
}

const AT = '2026-11-20T10:00:00.000Z'

/** A vault that fills by hand with functions and distributions, and the fleet that is in it. */
export function fleetVault() {
  const store = createMemoryStore()
  const clock = { now: () => new Date(AT), sleep: () => Promise.resolve() }
  const vault = createVault({ store, clock, newId: () => 'vault' })
  return {
    store,
    put: (one: SampleFunction) => putFunction(vault, one),
    putDistribution: (content: Partial<DistributionContent>, gaps: readonly Gap[] = []) =>
      putDistribution(vault, content, gaps),
    remove: (name: string, at: string, zone = 'eu-west-1') => removeFunction(vault, { name, zone, at }),
    fleet: () => readAll(vault),
  }
}

/** A function called `orders` with everything that may wake a function, or be left over. */
export function ordersContent(): Partial<FunctionContent> {
  const own = arnOf('lambda', 'function:orders')
  return {
    versions: [{ version: '1', configuration: {} }],
    aliases: [{ name: 'live', configuration: {} }],
    triggers: [
      trigger('eventbridge-rule', arnOf('events', 'rule/nightly'), own, {
        ScheduleExpression: 'rate(1 day)',
        State: 'DISABLED',
      }),
      trigger('s3-notification', UPLOADS, `${own}:live`, { Events: ['s3:ObjectCreated:*'] }),
      trigger('sns-subscription', TOPIC, `${own}:old`, { FilterPolicy: '{"size":["big"]}' }),
    ],
    eventSourceMappings: [
      mapping('1', QUEUE, 'Enabled'),
      { ...mapping('2', STREAM, 'Disabled'), FilterCriteria: { Filters: [{ Pattern: '{"a":[1]}' }] } },
    ],
    sources: [
      source(arnOf('events', 'rule/nightly'), true, ['policy/nightly']),
      source(STREAM, true),
      source(IDLE_TOPIC, true, ['policy/idle']),
      source(TOPIC, true, ['policy/topic']),
      source(QUEUE, true),
      source(GONE_BUCKET, false, ['policy/gone', 'aliases/live/policy/gone']),
      { ...source(UPLOADS, true, ['aliases/live/policy/uploads']), region: 'eu-west-2' },
    ],
    references: [
      { arn: `arn:aws:iam::${ACCOUNT}:role/orders`, as: ['execution role'], exists: true },
      { arn: SECRET_ARN, as: ['secret'], exists: false },
      { arn: arnOf('kms', 'key/1'), as: ['key'], exists: null },
    ],
  }
}

/** A vault with `orders`, a function at the edge, one with a gap, one from before triggers, and one that was deleted. */
export async function triggerFleet(): Promise<{ readonly store: MemoryStore; readonly fleet: Fleet }> {
  const { store, put, putDistribution, remove, fleet } = fleetVault()
  await put({ name: 'orders', content: ordersContent() })
  const role = { AssumeRolePolicyDocument: { Service: 'edgelambda.amazonaws.com' } }
  await put({ name: 'headers', zone: 'us-east-1', content: { ...nothing(), role } })
  const gap = { part: `triggers/sns-subscription/${TOPIC}`, reason: 'access-denied', message: 'no' } as const
  const source1 = source(TOPIC, null, ['policy/topic'])
  await put({ name: 'mailer', content: { ...nothing(), sources: [source1] }, gaps: [gap] })
  await put({ name: 'ancient' })
  const billArn = arnOf('lambda', 'function:bill')
  const triggers = [trigger('sns-subscription', TOPIC, billArn, {})]
  await put({ name: 'bill', content: { ...nothing(), triggers, sources: [source(TOPIC, true)] } })
  await remove('bill', '2026-11-20T12:00:00.000Z')
  await putDistribution({ behaviors: [association('headers:2'), association('vanished:7', '/img/*')] })
  return { store, fleet: await fleet() }
}

/** What was read and is not there. */
export function nothing(): Partial<FunctionContent> {
  return { triggers: [], sources: [], references: [], eventSourceMappings: [], versions: [], aliases: [] }
}

export function trigger(kind: string, from: string, invokes: string, settings: JsonObject) {
  return { kind, source: from, invokes, settings }
}

export function source(
  arn: string,
  exists: boolean | null,
  statements: readonly string[] = [],
): TriggerSource {
  return { arn, exists, statements: [...statements] }
}

export function mapping(UUID: string, EventSourceArn: string, State: string, name = 'orders'): JsonObject {
  return { UUID, EventSourceArn, State, FunctionArn: arnOf('lambda', `function:${name}`) }
}

/** A cache behaviour that runs one version of a Lambda@Edge function. */
export function association(qualified: string, pathPattern: string | null = null) {
  const LambdaFunctionARN = arnOf('lambda', `function:${qualified}`, 'us-east-1')
  return { pathPattern, lambdaFunctions: [{ EventType: 'viewer-request', LambdaFunctionARN }], functions: [] }
}

async function putFunction(
  vault: Vault,
  { name, zone = 'eu-west-1', at = AT, content, gaps = [] }: SampleFunction,
) {
  const FunctionArn = arnOf('lambda', `function:${name}`, zone)
  const resource = { account: ACCOUNT, zone, kind: 'function', name } as const
  const whole: FunctionContent = { configuration: { FunctionName: name, FunctionArn }, ...content }
  await commit(vault, { ...header(at), resource, content: whole, ...factsOf(whole, gaps) })
}

async function putDistribution(vault: Vault, content: Partial<DistributionContent>, gaps: readonly Gap[]) {
  const whole: DistributionContent = {
    id: 'E123',
    arn: DISTRIBUTION,
    domainName: 'd1.cloudfront.net',
    aliases: [],
    comment: '',
    enabled: true,
    staging: false,
    behaviors: [],
    connectionFunction: null,
    pins: [],
    ...content,
  }
  const resource = { account: ACCOUNT, zone: 'edge', kind: 'distribution', name: 'E123' } as const
  await commit(vault, { ...header(AT), resource, content: whole, ...factsOf(whole, gaps) })
}

function header(takenAt: string) {
  return { takenAt, cause: { type: 'run', runId: 'r1' }, writer: '0.0.0', observed: {}, blobs: [] } as const
}

function factsOf(content: RecoveryPoint['content'], gaps: readonly Gap[]) {
  return { gaps: [...gaps], fingerprint: pointFingerprint(content, gaps) }
}

async function commit(
  vault: Vault,
  { blobs, ...point }: Omit<PreparedPoint, 'blobs'> & { readonly blobs: readonly [] },
) {
  const prepared = { ...point, blobs: [...blobs] } as PreparedPoint
  await commitPoint(vault, prepared, await vault.latest(point.resource))
}

async function removeFunction(
  vault: Vault,
  { name, zone, at }: Required<Pick<SampleFunction, 'name' | 'zone' | 'at'>>,
): Promise<void> {
  const resource = { account: ACCOUNT, zone, kind: 'function', name } as const
  const tombstone = { resource, takenAt: at, cause: { type: 'run', runId: 'r1' }, writer: '0.0.0' } as const
  await commitTombstone(vault, tombstone, await vault.latest(resource))
}

async function readAll(vault: Vault): Promise<Fleet> {
  const pointers = await Array.fromAsync(vault.listLatest({}))
  const manifests = await Promise.all(pointers.map(({ manifest }) => vault.readManifest(manifest)))
  return {
    points: manifests.filter((one): one is RecoveryPoint => one.type === 'point'),
    deleted: await Promise.all(
      manifests.filter(({ type }) => type === 'tombstone').map((one) => lastOf(vault, one)),
    ),
  }
}

async function lastOf(vault: Vault, tombstone: Manifest): Promise<DeletedFunction> {
  const last = await vault.readManifest(tombstone.previous ?? '')
  const point: FunctionPoint | undefined = isPointOf('function', last) ? last : undefined
  return { resource: tombstone.resource, noticedAt: tombstone.takenAt, last: point }
}
