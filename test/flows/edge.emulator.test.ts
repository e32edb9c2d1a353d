import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateFunctionCommand,
  CreateKeyValueStoreCommand,
  DeleteFunctionCommand,
  DescribeFunctionCommand,
  PublishFunctionCommand,
} from '@aws-sdk/client-cloudfront'
import { DescribeKeyValueStoreCommand, PutKeyCommand } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { openRules } from '../../shared/aws/open-rules.ts'
import { openStacks } from '../../shared/aws/stacks.ts'
import { EDGE_REGION, EDGE_ZONE } from '../../shared/model/edge.ts'
import type { Manifest } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import type { ResourceRef } from '../../shared/model/resource.ts'
import { enrolZones, retireZones } from '../../shared/zones/enrol.ts'
import type { Forwarding } from '../../shared/zones/forwarding.ts'
import { readForwarding } from '../../shared/zones/read-forwarding.ts'
import { ACCOUNT, HUB_REGION } from '../../local/emulator/environment.ts'
import { runBackup, zoneOf } from '../../local/story/backup-run.ts'
import { untilQuiet } from '../../local/story/quiet.ts'
import { until } from '../../local/story/until.ts'
import { FLOW_TIMEOUT, openFlow, unseen } from './flow.ts'

const flow = openFlow()
const { cloudfront, keyValues } = flow.clients
const suffix = randomUUID().slice(0, 8)
const edge = (kind: ResourceRef['kind'], name: string): ResourceRef => ({
  account: ACCOUNT,
  zone: EDGE_ZONE,
  kind,
  name,
})
const redirects = edge('cloudfront-function', `redirects-${suffix}`)
const routes = edge('key-value-store', `routes-${suffix}`)

let forwarding: Forwarding
beforeAll(async () => {
  forwarding = readForwarding((await openStacks(HUB_REGION).readStack('holdfast-local'))!, HUB_REGION)
  await enrolZones({ openRules }, forwarding, { regions: [EDGE_REGION] })
}, FLOW_TIMEOUT)
afterAll(async () => {
  await retireZones({ openRules }, forwarding, { regions: [EDGE_REGION] })
})

describe('a change at the edge', () => {
  test(
    'travels from us-east-1 to the hub and becomes a recovery point: a function is made and published',
    async () => {
      const etag = await makeFunction(redirects.name)
      await cloudfront.send(new PublishFunctionCommand({ Name: redirects.name, IfMatch: etag }))
      const point = await untilNewest(redirects, (manifest) =>
        isPointOf('cloudfront-function', manifest) && manifest.content.live ? manifest : undefined,
      )
      const { development, live } = point.content
      expect(live?.code).toEqual(development?.code)
      expect(await flow.vault.hasBlob(live!.code!.sha256)).toBe(true)
      expect(point).toMatchObject({ gaps: [], cause: { type: 'event' } })
    },
    FLOW_TIMEOUT,
  )

  test(
    'is also a pair that is written into a key value store, when the trail records it',
    async () => {
      const { KeyValueStore } = await cloudfront.send(new CreateKeyValueStoreCommand({ Name: routes.name }))
      const KvsARN = KeyValueStore?.ARN
      await untilNewest(routes, (manifest) => manifest)
      await untilQuiet(flow)
      const { ETag: IfMatch } = await keyValues.send(new DescribeKeyValueStoreCommand({ KvsARN }))
      await keyValues.send(new PutKeyCommand({ KvsARN, IfMatch, Key: '/sale', Value: '/autumn' }))
      const point = await untilNewest(routes, (manifest) =>
        isPointOf('key-value-store', manifest) && manifest.content.pairs?.count === 1 ? manifest : undefined,
      )
      expect(point.cause).toMatchObject({ type: 'event', eventName: 'PutKey' })
    },
    FLOW_TIMEOUT,
  )
})

test(
  'a quick run over the edge alone finds what no event told of: a function made, and one deleted',
  async () => {
    await untilQuiet(flow)
    const unnoticed = edge('cloudfront-function', `unnoticed-${suffix}`)
    await unseen(flow, async () => {
      await makeFunction(unnoticed.name)
      const etag = await etagOf(redirects.name)
      await cloudfront.send(new DeleteFunctionCommand({ Name: redirects.name, IfMatch: etag }))
    })
    const quick = await runBackup(flow, { mode: 'quick', zones: [EDGE_ZONE] })
    expect(quick).toMatchObject({ status: 'SUCCEEDED', report: { state: 'succeeded' } })
    const zone = zoneOf(quick, EDGE_ZONE)
    expect(zone.deleted).toContainEqual(expect.objectContaining(redirects))
    expect((await flow.vault.latest(redirects))?.pointer.type).toBe('tombstone')
    expect((await flow.vault.latest(unnoticed))?.pointer.type).toBe('point')
  },
  FLOW_TIMEOUT,
)

/** @returns its ETag */
async function makeFunction(Name: string): Promise<string | undefined> {
  const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' } as const
  const FunctionCode = Buffer.from(`function handler(event) { return event.request } // ${Name}`)
  return (await cloudfront.send(new CreateFunctionCommand({ Name, FunctionConfig, FunctionCode }))).ETag
}

async function etagOf(Name: string): Promise<string | undefined> {
  return (await cloudfront.send(new DescribeFunctionCommand({ Name, Stage: 'DEVELOPMENT' }))).ETag
}

/** Waits until the newest manifest of a resource is the one that is looked for. */
async function untilNewest<T>(
  resource: ResourceRef,
  find: (manifest: Manifest) => T | undefined,
): Promise<T> {
  return until(`a recovery point of ${resource.name}`, async () => {
    const latest = await flow.vault.latest(resource)
    return latest && find(await flow.vault.readManifest(latest.pointer.manifest))
  })
}
