import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, jest, test } from '@jest/globals'
import {
  CloudFrontClient,
  CreateDistributionCommand,
  CreateFunctionCommand,
  CreateKeyValueStoreCommand,
  PublishFunctionCommand,
} from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient, UpdateKeysCommand } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { createClient } from '../../../shared/aws/clients.ts'
import { openEdge } from '../../../shared/aws/open-edge.ts'
import { EDGE_REGION } from '../../../shared/model/edge.ts'
import { openStore, openVault } from '../../../shared/runtime/open-vault.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { runEdge } from './run-edge.ts'
import { behaviour, distribution } from './sample-distribution.ts'

jest.setTimeout(60_000)

const options = { region: EDGE_REGION }
const cloudfront = createClient(CloudFrontClient, options)
const keyValues = createClient(CloudFrontKeyValueStoreClient, options)
const suffix = randomUUID().slice(0, 8)
const names = { store: `routes-${suffix}`, function: `redirect-${suffix}` }

async function makeStore(): Promise<string> {
  const { KeyValueStore } = await cloudfront.send(new CreateKeyValueStoreCommand({ Name: names.store }))
  const KvsARN = KeyValueStore?.ARN ?? ''
  const described = await openEdge().describeKeyValues(KvsARN)
  // More than one page of ListKeys.
  const Puts = Array.from({ length: 120 }, (_, number) => ({ Key: `/${number}`, Value: `to-${number}` }))
  await keyValues.send(new UpdateKeysCommand({ KvsARN, IfMatch: described?.etag, Puts }))
  return KvsARN
}

/** In both stages. */
async function makeFunction(store: string): Promise<string> {
  const FunctionConfig = {
    Comment: 'redirects',
    Runtime: 'cloudfront-js-2.0' as const,
    KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: store }] },
  }
  const made = { Name: names.function, FunctionConfig, FunctionCode: Buffer.from('code') }
  const { ETag: IfMatch, FunctionSummary } = await cloudfront.send(new CreateFunctionCommand(made))
  await cloudfront.send(new PublishFunctionCommand({ Name: names.function, IfMatch }))
  return FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''
}

async function makeDistribution(functionArn: string): Promise<string> {
  const config = distribution({ first: behaviour({ functions: { 'viewer-request': functionArn } }) })
  const origin = {
    Id: 'origin',
    DomainName: 'x.s3.amazonaws.com',
    S3OriginConfig: { OriginAccessIdentity: '' },
  }
  const more = {
    CallerReference: suffix,
    Comment: 'shop',
    Enabled: true,
    Origins: { Quantity: 1, Items: [origin] },
  }
  const command = new CreateDistributionCommand({ DistributionConfig: { ...config, ...more } as never })
  return (await cloudfront.send(command)).Distribution?.Id ?? ''
}

describe('the edge on the emulator', () => {
  test('is backed up as it is, and read again only where it changed', async () => {
    const pairs = await makeStore()
    const id = await makeDistribution(await makeFunction(pairs))
    const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) }
    const url = `${process.env['HOLDFAST_VAULT']}/edge-${suffix}`
    const vault = openVault(url, { clock, newId: randomUUID })
    const captureFunction = () => Promise.reject(new Error('no function is pinned'))
    const store = openStore(url, { clock })
    const ports = { cloudfront: openEdge(), vault, store, clock, log: fakeLog(), captureFunction }
    const run = () => runEdge(ports)

    // Other tests have an edge in this account as well.
    const own = [
      `cloudfront-function/${names.function}`,
      `key-value-store/${names.store}`,
      `distribution/${id}`,
    ]
    const readAgain = async () => (await run()).read.filter((name) => own.includes(name))

    const first = await run()
    const of = (kind: string, name: string) =>
      first.outcomes.find(
        (one) => 'resource' in one && one.resource.kind === kind && one.resource.name === name,
      )
    expect(of('cloudfront-function', names.function)).toMatchObject({ type: 'captured', gaps: [] })
    expect(of('key-value-store', names.store)).toMatchObject({ type: 'captured', gaps: [] })
    expect(of('distribution', id)).toMatchObject({ type: 'captured', gaps: [] })
    expect(await readAgain()).toEqual([])

    const { etag } = (await openEdge().describeKeyValues(pairs))!
    const Puts = [{ Key: '/new', Value: 'there' }]
    await keyValues.send(new UpdateKeysCommand({ KvsARN: pairs, IfMatch: etag, Puts }))
    expect(await readAgain()).toEqual([`key-value-store/${names.store}`])
  })
})
