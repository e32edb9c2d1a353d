import { objectOf, textOf } from '../model/members.ts'
import { HoldfastError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { isScratch } from '../model/scratch.ts'
import type { ListedState } from '../model/work.ts'
import type { CloudFrontApi, FunctionStage } from '../ports/cloudfront-api.ts'
import type { Log } from '../ports/runtime.ts'
import { fingerprint } from '../vault/fingerprint.ts'
import { runsFunctions } from './behaviors.ts'
import type { EdgeKind } from './keep-edge-reading.ts'
import { summaryFacts } from './read-distribution.ts'
import { splitVolatile } from './split-volatile.ts'

/** A resource of the edge as the listings show it; equal states need no reading. */
export interface ListedEdge {
  readonly kind: EdgeKind
  readonly name: string
  readonly state: ListedState
  /** False for a distribution that runs no function. */
  readonly isProtected: boolean
}

interface ListPorts {
  readonly cloudfront: CloudFrontApi
  readonly log: Pick<Log, 'warn'>
}

/**
 * Lists everything of the edge that may be protected: two calls for functions, one for distributions, one for key
 * value stores and one more for each store, whose pairs no listing shows (a page each, mostly). Tags are in no
 * listing: deep runs read them.
 *
 * @throws HoldfastError when one of the lists cannot be read: what it holds must not look deleted
 */
export async function listEdge(ports: ListPorts): Promise<readonly ListedEdge[]> {
  const { cloudfront } = ports
  const functions = await listFunctions(cloudfront)
  const stores = await listStores(ports)
  const distributions = (await cloudfront.listDistributions()).map(listedDistribution)
  return [...functions, ...stores, ...distributions].filter(({ name }) => !isScratch(name))
}

async function listFunctions(cloudfront: CloudFrontApi): Promise<readonly ListedEdge[]> {
  const live = new Map((await listStage(cloudfront, 'LIVE')).map((one) => [nameOf(one), one]))
  const development = await listStage(cloudfront, 'DEVELOPMENT')
  return development.map((one) => {
    const name = nameOf(one)
    const stages = { development: functionState(one), live: functionState(live.get(name)) }
    return listed('cloudfront-function', name, stages)
  })
}

async function listStage(cloudfront: CloudFrontApi, stage: FunctionStage): Promise<readonly JsonObject[]> {
  return cloudfront.listFunctions(stage)
}

/** The source is in no listing, but the time of its last change is. */
function functionState(summary: JsonObject | undefined): JsonValue {
  if (summary === undefined) return null
  const { kept } = splitVolatile('FunctionSummary', summary)
  return { ...kept, since: textOf(objectOf(summary, 'FunctionMetadata'), 'LastModifiedTime') ?? null }
}

async function listStores({ cloudfront, log }: ListPorts): Promise<readonly ListedEdge[]> {
  const stores: ListedEdge[] = []
  for (const store of await cloudfront.listKeyValueStores()) {
    const { kept } = splitVolatile('KeyValueStore', store)
    const since = textOf(store, 'LastModifiedTime') ?? null
    const pairs = await pairsVersion(cloudfront, textOf(store, 'ARN') ?? '', log)
    stores.push(listed('key-value-store', nameOf(store), { ...kept, since, pairs }))
  }
  return stores
}

/** A data plane that refuses is a gap of the recovery point; the listing goes on. */
async function pairsVersion(
  cloudfront: Pick<CloudFrontApi, 'describeKeyValues'>,
  arn: string,
  log: Pick<Log, 'warn'>,
): Promise<string | null> {
  try {
    return (await cloudfront.describeKeyValues(arn))?.etag ?? null
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    log.warn('the pairs of a key value store cannot be looked at', { arn, error })
    return null
  }
}

function listedDistribution(summary: JsonObject): ListedEdge {
  const facts = summaryFacts(summary)
  const state = listed('distribution', facts.id, facts)
  return { ...state, isProtected: runsFunctions(facts) }
}

function listed(kind: EdgeKind, name: string, shown: JsonValue): ListedEdge {
  return { kind, name, state: { configSha256: fingerprint(shown) }, isProtected: true }
}

function nameOf(summary: JsonObject): string {
  return textOf(summary, 'Name') ?? ''
}
