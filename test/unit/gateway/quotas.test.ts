import {
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
} from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Gateway, startGateway } from '../../../local/gateway.ts'
import { LAMBDA_QUOTAS } from '../../../local/gateway/quotas.ts'
import { type DummyUpstream, startDummyUpstream } from '../../fakes/dummy-upstream.ts'

const FunctionName = 'shop'
let upstream: DummyUpstream
let gateway: Gateway
let now = 0

beforeEach(async () => {
  now = 0
  upstream = await startDummyUpstream()
  const options = { quotas: LAMBDA_QUOTAS, quotaClock: () => now, trail: { enabled: false } }
  gateway = await startGateway({ target: upstream.url, options })
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

function lambda(region = 'eu-west-1', account = '111122223333'): LambdaClient {
  const credentials = { accessKeyId: account, secretAccessKey: 'x' }
  return new LambdaClient({ endpoint: gateway.url, region, credentials, maxAttempts: 1 })
}

/** How many of `count` calls at this moment get through. */
async function passes(count: number, client: LambdaClient, command: () => object): Promise<number> {
  let passed = 0
  for (let call = 0; call < count; call += 1)
    await client.send(command() as ListAliasesCommand).then(
      () => (passed += 1),
      (error: Error) => {
        if (error.name !== 'TooManyRequestsException') throw error
      },
    )
  return passed
}

describe("Lambda's quotas", () => {
  test('let 15 control-plane calls a second through, GetPolicy and GetFunction apart', async () => {
    const client = lambda()
    expect(await passes(20, client, () => new ListAliasesCommand({ FunctionName }))).toBe(15)
    expect(await passes(20, client, () => new GetPolicyCommand({ FunctionName }))).toBe(15)
    expect(await passes(110, client, () => new GetFunctionCommand({ FunctionName }))).toBe(100)
    expect((await gateway.quotas()).refused).toEqual({
      'lambda:*': 5,
      'lambda:GetPolicy': 5,
      'lambda:GetFunction': 10,
    })
    expect(upstream.requests).toHaveLength(130)
  })

  test('fill up again as time passes', async () => {
    const client = lambda()
    await passes(15, client, () => new ListAliasesCommand({ FunctionName }))
    now += 200
    expect(await passes(5, client, () => new ListAliasesCommand({ FunctionName }))).toBe(3)
    now += 60_000
    expect(await passes(20, client, () => new ListAliasesCommand({ FunctionName }))).toBe(15)
  })

  test('are of one account and region each', async () => {
    const command = () => new ListAliasesCommand({ FunctionName })
    await passes(15, lambda(), command)
    expect(await passes(1, lambda('eu-west-2'), command)).toBe(1)
    expect(await passes(1, lambda('eu-west-1', '444455556666'), command)).toBe(1)
    expect(await passes(1, lambda(), command)).toBe(0)
  })

  test('do not count invocations', async () => {
    expect(await passes(20, lambda(), () => new InvokeCommand({ FunctionName }))).toBe(20)
  })

  test('hold nobody back until they are set', async () => {
    await gateway.setQuotas([])
    expect(await passes(20, lambda(), () => new ListAliasesCommand({ FunctionName }))).toBe(20)
  })
})
