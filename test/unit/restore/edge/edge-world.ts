import { captureFunction } from '../../../../shared/capture/capture-function.ts'
import { captureEdge } from '../../../../shared/edge/capture-edge.ts'
import type { EdgeKind } from '../../../../shared/edge/keep-edge-reading.ts'
import { EDGE_REGION } from '../../../../shared/model/edge.ts'
import type { Cause } from '../../../../shared/model/manifest.ts'
import type { JsonObject } from '../../../../shared/model/json.ts'
import type { Outcome } from '../../../../shared/model/outcome.ts'
import { ACCOUNT } from '../../../fakes/fake-lambda.ts'
import { behaviour, distribution } from '../../edge/sample-distribution.ts'
import { PLAIN, restoreWorld, stateOf } from '../restore-world.ts'

const CAUSE: Cause = { type: 'run', runId: 'run-1' }

/** An account whose functions are those of us-east-1, CloudFront included. Every write anywhere is a moment. */
export function edgeWorld() {
  const base = restoreWorld()
  const { lambda, surroundings: around } = base.region(EDGE_REGION)
  const { edge, ports } = base
  edge.onWrite = (operation, moment) => lambda.onWrite(operation, moment)
  edge.hasVersion = (arn) => {
    const [name = '', version] = arn.split(':').slice(6)
    return lambda.functions.get(name)?.versions.some((one) => one['Version'] === version) === true
  }
  const sources = { ...ports, ...ports.openPlace(EDGE_REGION) }
  const captureIn = (region: string, name: string, cause: Cause) =>
    captureFunction(sources, { account: ACCOUNT, region, name, cause })
  /** Captures a resource. @returns the key of its newest point */
  const take = async (kind: EdgeKind | 'function', name: string): Promise<string> => {
    const outcome =
      kind === 'function'
        ? await captureIn(EDGE_REGION, name, CAUSE)
        : await captureEdge(
            { ...ports, cloudfront: edge, captureFunction: captureIn },
            { account: ACCOUNT, kind, name, cause: CAUSE },
          )
    return keyOf(outcome)
  }
  return { ...base, lambda, around, take }
}

export type EdgeWorld = ReturnType<typeof edgeWorld>

function keyOf(outcome: Outcome): string {
  if (outcome.type === 'captured' || outcome.type === 'unchanged') return outcome.manifest
  throw new Error(`expected a point, got ${JSON.stringify(outcome)}`)
}

/** What the sample edge is called. */
export const NAMES = { store: 'routes', function: 'redirect', lambda: 'rewrite', distribution: 'E1SHOP' }

/** Values of pairs: data, that must stand in no plan and no journal. */
export const DATA = 'customer-data'

/** ARN of a version of the sample's Lambda@Edge function. */
export function versionArn(version: string, name = NAMES.lambda): string {
  return `arn:aws:lambda:${EDGE_REGION}:${ACCOUNT}:function:${name}:${version}`
}

/** A store with pairs, a function in both stages that reads it, a Lambda@Edge function, a distribution that runs both. */
export function createEdge({ edge, lambda, around }: EdgeWorld): void {
  edge.putStore(NAMES.store, { '/a': DATA, '/b': `${DATA} too` })
  edge.stores.get(NAMES.store)!.comment = 'where to'
  edge.tags.set(edge.arn('key-value-store', `id-of-${NAMES.store}`), { team: 'web' })
  const config = {
    Comment: 'redirects',
    KeyValueStoreAssociations: {
      Quantity: 1,
      Items: [{ KeyValueStoreARN: edge.arn('key-value-store', `id-of-${NAMES.store}`) }],
    },
  }
  edge.putFunction(NAMES.function, 'what viewers get', config)
  edge.publish(NAMES.function)
  edge.putFunction(NAMES.function, 'work in progress', { ...config, Comment: 'redirects, better' })
  edge.tags.set(edge.arn('function', NAMES.function), { team: 'web', 'aws:stack': 'shop' })
  lambda.create(NAMES.lambda, { ...PLAIN, code: 'rewrite 1' })
  lambda.publish(NAMES.lambda)
  lambda.updateCode(NAMES.lambda, 'rewrite 2')
  lambda.publish(NAMES.lambda)
  around.roles.set(`${NAMES.lambda}-role`, {
    RoleName: `${NAMES.lambda}-role`,
    Path: '/path/',
    Arn: `arn:aws:iam::${ACCOUNT}:role/path/${NAMES.lambda}-role`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] } },
      ],
    },
  })
  edge.putDistribution(NAMES.distribution, sampleConfig())
}

const ORIGINS = { Quantity: 1, Items: [{ Id: 'origin', DomainName: 'shop.s3.amazonaws.com' }] }

/** The distribution's configuration. */
export function sampleConfig(version = '2'): JsonObject {
  const config = distribution({
    aliases: ['shop.example'],
    first: behaviour({
      functions: { 'viewer-request': `arn:aws:cloudfront::${ACCOUNT}:function/${NAMES.function}` },
      lambda: { 'origin-request': versionArn(version) },
    }),
    others: {
      '/img/*': behaviour({ lambda: { 'origin-response': versionArn('1') } }),
      '/raw/*': behaviour({}),
    },
  })
  return { ...config, Origins: ORIGINS }
}

/** The same without any function. */
export function bareConfig(): JsonObject {
  const others = { '/img/*': behaviour({}), '/raw/*': behaviour({}) }
  return { ...distribution({ aliases: ['shop.example'], others }), Origins: ORIGINS }
}

/** Captures everything of the sample. @returns keys of the points */
export async function takeAll(world: EdgeWorld) {
  return {
    store: await world.take('key-value-store', NAMES.store),
    function: await world.take('cloudfront-function', NAMES.function),
    lambda: await world.take('function', NAMES.lambda),
    distribution: await world.take('distribution', NAMES.distribution),
  }
}

/** Everything but the distribution is gone, which runs nothing any more. */
export function loseEdge({ edge, lambda }: EdgeWorld): void {
  edge.functions.clear()
  edge.stores.clear()
  edge.tags.clear()
  lambda.functions.clear()
  edge.putDistribution(NAMES.distribution, bareConfig())
}

/** What changes at every write, or is new each time. */
const PASSING = new Set(['etag', 'since', 'id', 'status'])

/** What the account holds of all that, less what changes by itself. */
export function edgeStateOf(world: EdgeWorld): unknown {
  const { functions, stores, distributions, tags } = world.edge
  const held = {
    functions,
    stores,
    distributions,
    tags: new Map([...tags].filter(([, own]) => Object.keys(own).length > 0)),
    region: stateOf(world),
  }
  return JSON.parse(JSON.stringify(held, plain)) as unknown
}

function plain(key: string, value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
  return PASSING.has(key) ? undefined : value
}
