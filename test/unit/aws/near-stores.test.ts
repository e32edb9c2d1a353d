import { beforeAll, describe, expect, test } from '@jest/globals'
import type { S3Client } from '@aws-sdk/client-s3'
import { HttpResponse } from '@smithy/core/protocols'
import type { HttpRequest } from '@smithy/types'
import { createAccessPointClient, openAccessPoint } from '../../../shared/aws/access-point-store.ts'
import { S3Store, createVaultClient } from '../../../shared/aws/s3-store.ts'
import { SettingInvalidError } from '../../../shared/errors.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'

const POINT = 'arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap'

beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' })
})

/** Sees what would leave, and answers that it is not there: nothing is sent. */
function intercepted(client: S3Client): readonly HttpRequest[] {
  const requests: HttpRequest[] = []
  const handle = async (request: HttpRequest) => {
    requests.push(request)
    return { response: new HttpResponse({ statusCode: 404, headers: {} }) }
  }
  Object.assign(client.config, { requestHandler: { handle } })
  return requests
}

describe('a Multi-Region Access Point', () => {
  const client = createAccessPointClient()
  const requests = intercepted(client)
  const store = openAccessPoint({ bucket: POINT, prefix: 'some' }, { client, clock: fakeClock() })

  test('is asked at its own address, signed with SigV4A for every region', async () => {
    expect(await store.load('vault.json')).toBeUndefined()
    const [request] = requests
    expect(request).toMatchObject({
      hostname: 'mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com',
      path: '/some/vault.json',
    })
    expect(request?.headers['authorization']).toMatch(
      /^AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/s3\/aws4_request, /,
    )
    expect(request?.headers['x-amz-region-set']).toBe('*')
  })

  test('is for reading alone: a condition of a write would be one of either bucket', async () => {
    const before = requests.length
    const write = store.write('key', Buffer.from('x'), { size: 1, condition: 'absent' })
    await expect(write).rejects.toThrow(SettingInvalidError)
    await expect(store.remove('key', '"1"')).rejects.toThrow(/name the bucket itself/)
    expect(requests).toHaveLength(before)
  })
})

describe('Transfer Acceleration', () => {
  test('goes to the edge location next to here, signed for the region of the bucket', async () => {
    const client = createVaultClient(undefined, async () => 'eu-west-1', true)
    const requests = intercepted(client)
    const store = new S3Store({ client, clock: fakeClock() }, { bucket: 'my-vault', prefix: '' })
    expect(await store.load('vault.json')).toBeUndefined()
    expect(requests[0]?.hostname).toBe('my-vault.s3-accelerate.amazonaws.com')
    expect(requests[0]?.headers['authorization']).toContain('/eu-west-1/s3/aws4_request')
  })

  test('is not used unless it is asked for', async () => {
    const client = createVaultClient(undefined, async () => 'eu-west-1')
    const requests = intercepted(client)
    await new S3Store({ client, clock: fakeClock() }, { bucket: 'my-vault', prefix: '' }).load('vault.json')
    expect(requests[0]?.hostname).toBe('my-vault.s3.eu-west-1.amazonaws.com')
  })
})
