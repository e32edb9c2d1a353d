import { DescribeRegionsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type Gateway, startGateway } from '../../../local/gateway.ts'
import { remoteGateway } from '../../../local/gateway/remote.ts'
import { type DummyUpstream, startDummyUpstream } from '../../fakes/dummy-upstream.ts'

/** What the upstream answers to everything: a list of regions with one that the account has not enabled. */
const EMULATOR = `<DescribeRegionsResponse><regionInfo><item><regionName>me-south-1</regionName></item></regionInfo>
</DescribeRegionsResponse>`

let upstream: DummyUpstream
let gateway: Gateway

beforeAll(async () => {
  upstream = await startDummyUpstream()
  upstream.answer = (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/xml' }).end(EMULATOR)
  gateway = await startGateway({ target: upstream.url, options: { trail: { enabled: false } } })
})
beforeEach(async () => {
  await gateway.clearCalls()
  await gateway.setRegions(['eu-west-1', 'us-east-1'])
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

function client(): EC2Client {
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'x' }
  return new EC2Client({ endpoint: gateway.url, region: 'eu-west-1', credentials })
}

async function regions(input: ConstructorParameters<typeof DescribeRegionsCommand>[0] = {}) {
  const { Regions } = await client().send(new DescribeRegionsCommand(input))
  return Regions?.map(({ RegionName }) => RegionName)
}

describe('the regions of an account', () => {
  test('are those that were enabled, whatever the emulator has', async () => {
    expect(await regions()).toEqual(['eu-west-1', 'us-east-1'])
    expect((await gateway.calls()).calls).toMatchObject([
      { operation: 'DescribeRegions', by: 'gateway', status: 200 },
    ])
  })

  test('are narrowed by the names that a call asks for', async () => {
    expect(await regions({ RegionNames: ['us-east-1', 'me-south-1'] })).toEqual(['us-east-1'])
  })

  test('change while the gateway runs, also from another process', async () => {
    await remoteGateway(gateway.url).setRegions(['sa-east-1'])
    expect(await regions()).toEqual(['sa-east-1'])
    expect(await remoteGateway(gateway.url).regions()).toEqual({ regions: ['sa-east-1'] })
  })

  test('are the emulator’s when nothing is set, and when a call asks for the disabled ones too', async () => {
    expect(await regions({ AllRegions: true })).toEqual(['me-south-1'])
    await gateway.setRegions(null)
    expect(await regions()).toEqual(['me-south-1'])
  })

  test('cannot be anything but regions', async () => {
    await expect(remoteGateway(gateway.url).setRegions(['everywhere'])).rejects.toThrow('refused PUT regions')
  })

  test('concern no other call', async () => {
    await client().send(new DescribeVpcsCommand({}))
    expect((await gateway.calls()).calls).toMatchObject([{ operation: 'DescribeVpcs', by: 'emulator' }])
  })
})
