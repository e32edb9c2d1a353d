import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FunctionConfig } from '@aws-sdk/client-cloudfront'
import {
  CreateDistributionCommand,
  CreateFunctionCommand,
  CreateKeyValueStoreCommand,
  PublishFunctionCommand,
  UpdateFunctionCommand,
} from '@aws-sdk/client-cloudfront'
import { DescribeKeyValueStoreCommand, UpdateKeysCommand } from '@aws-sdk/client-cloudfront-keyvaluestore'
import type { Clients } from '../clients.ts'
import { shopDistribution } from './distribution.ts'

type EdgeClients = Pick<Clients, 'cloudfront' | 'keyValues'>

/** What the shop has at the edge: names, and the distribution's id. */
export interface EdgeEstate {
  readonly functions: readonly string[]
  readonly stores: readonly string[]
  readonly distributions: readonly string[]
}

const ROUTES = { '/sale': '/campaigns/autumn', '/jobs': 'https://careers.shop.example', '/agb': '/terms' }

/**
 * Creates the edge of the shop: a function in each stage as far as it got, a store of redirects, and the distribution
 * that runs them.
 *
 * @param edgeVersion ARN of the published version that the distribution runs as Lambda@Edge
 * @param shop its name, with which all names begin
 */
export async function createEdge(
  clients: EdgeClients,
  edgeVersion: string,
  shop = 'shop',
): Promise<EdgeEstate> {
  const routes = `${shop}-routes`
  const store = await createStore(clients, routes)
  const redirects = await createEdgeFunction(clients, `${shop}-redirects`, 'redirects.js', {
    Comment: 'Moved pages',
    Runtime: 'cloudfront-js-2.0',
    KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: store }] },
  })
  const config = { Comment: 'Index pages', Runtime: 'cloudfront-js-1.0' } as const
  const pages = await createEdgeFunction(clients, `${shop}-index-pages`, 'index-pages.js', config)
  await changeDraft(clients, pages)
  const DistributionConfig = shopDistribution(shop, {
    redirects: redirects.arn,
    pages: pages.arn,
    edgeVersion,
  })
  const { Distribution } = await clients.cloudfront.send(
    new CreateDistributionCommand({ DistributionConfig }),
  )
  const distributions = [given(Distribution?.Id, 'the distribution')]
  return { functions: [redirects.name, pages.name], stores: [routes], distributions }
}

async function createStore({ cloudfront, keyValues }: EdgeClients, Name: string): Promise<string> {
  const { KeyValueStore } = await cloudfront.send(new CreateKeyValueStoreCommand({ Name }))
  const KvsARN = given(KeyValueStore?.ARN, Name)
  const { ETag: IfMatch } = await keyValues.send(new DescribeKeyValueStoreCommand({ KvsARN }))
  const Puts = Object.entries(ROUTES).map(([Key, Value]) => ({ Key, Value }))
  await keyValues.send(new UpdateKeysCommand({ KvsARN, IfMatch, Puts }))
  return KvsARN
}

/** A CloudFront function that is published, as it was then. */
interface EdgeFunction {
  readonly name: string
  readonly arn: string
  readonly code: Buffer
  readonly config: FunctionConfig
  readonly etag: string | undefined
}

async function createEdgeFunction(
  { cloudfront }: EdgeClients,
  name: string,
  file: string,
  config: FunctionConfig,
): Promise<EdgeFunction> {
  const code = await readFile(join(import.meta.dirname, 'code', 'cloudfront', file))
  const { ETag: etag, FunctionSummary } = await cloudfront.send(
    new CreateFunctionCommand({ Name: name, FunctionConfig: config, FunctionCode: code }),
  )
  await cloudfront.send(new PublishFunctionCommand({ Name: name, IfMatch: etag }))
  return { name, arn: given(FunctionSummary?.FunctionMetadata?.FunctionARN, name), code, config, etag }
}

/** Somebody is at work on it: the stage DEVELOPMENT is ahead of LIVE. */
async function changeDraft({ cloudfront }: EdgeClients, draft: EdgeFunction): Promise<void> {
  const FunctionCode = Buffer.concat([draft.code, Buffer.from('// not published yet\n')])
  await cloudfront.send(
    new UpdateFunctionCommand({
      Name: draft.name,
      IfMatch: draft.etag,
      FunctionConfig: draft.config,
      FunctionCode,
    }),
  )
}

function given(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`${what} was created without a name to find it by`)
  return value
}
