import { describe, expect, test } from '@jest/globals'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { lambdaApi } from '../../../shared/aws/lambda-api.ts'
import { awsError, canned } from './canned-client.ts'

function apiOf(answer: (command: string, input: { Marker?: string; Qualifier?: string }) => object) {
  const { client, sent } = canned(new LambdaClient({ region: 'eu-west-1' }), answer)
  return { api: lambdaApi(client, 'eu-west-1'), sent }
}

const failing = (name: string, status: number) =>
  apiOf(() => {
    throw awsError(name, status)
  }).api

/** Three pages of one item each. */
function paged(member: string, item: (page: number) => unknown) {
  return apiOf((_command, { Marker = '1' }) => {
    const page = Number(Marker)
    return { [member]: [item(page)], ...(page < 3 ? { NextMarker: String(page + 1) } : {}) }
  })
}

describe('the control plane of Lambda', () => {
  test.each([
    ['listVersions', 'Versions'],
    ['listAliases', 'Aliases'],
    ['listFunctionUrls', 'FunctionUrlConfigs'],
    ['listEventInvokeConfigs', 'FunctionEventInvokeConfigs'],
    ['listProvisionedConcurrency', 'ProvisionedConcurrencyConfigs'],
    ['listEventSourceMappings', 'EventSourceMappings'],
    ['listCodeSigningConfigs', 'CodeSigningConfigs'],
  ] as const)('%s reads every page', async (method, member) => {
    const { api, sent } = paged(member, (page) => ({ page, $metadata: {}, at: new Date(0) }))
    const items = [1, 2, 3].map((page) => ({ page, at: '1970-01-01T00:00:00.000Z' }))
    expect(await api[method]('hello')).toEqual(items)
    expect(sent).toHaveLength(3)
  })

  test('listFunctions and listCodeSigningFunctions read every page', async () => {
    const functions = await Array.fromAsync(paged('Functions', (page) => ({ page })).api.listFunctions())
    expect(functions).toEqual([{ page: 1 }, { page: 2 }, { page: 3 }])
    const arns = paged('FunctionArns', (page) => `arn:${page}`).api.listCodeSigningFunctions('arn')
    expect(await arns).toEqual(['arn:1', 'arn:2', 'arn:3'])
  })

  test('listFunctions asks for no replicas of Lambda@Edge, which MasterRegion would add', async () => {
    const { api, sent } = paged('Functions', (page) => ({ page }))
    await Array.fromAsync(api.listFunctions())
    for (const { input } of sent) expect(input).not.toHaveProperty('MasterRegion')
    expect(sent).toHaveLength(3)
  })

  test('listFunctions translates its errors', async () => {
    const listing = Array.fromAsync(failing('TooManyRequestsException', 429).listFunctions())
    await expect(listing).rejects.toMatchObject({ name: 'ThrottledError' })
  })

  test.each([
    ['getPolicy', undefined],
    ['getRuntimeManagement', undefined],
    ['getScaling', undefined],
  ] as const)('%s of what is not set is undefined', async (method, absent) => {
    expect(await failing('ResourceNotFoundException', 404)[method]({ name: 'hello' })).toBe(absent)
  })

  test('lists of what is not set are empty, and settings are undefined', async () => {
    const api = failing('ResourceNotFoundException', 404)
    expect(await api.listAliases('hello')).toEqual([])
    expect(await api.listProvisionedConcurrency('hello')).toEqual([])
    expect(await api.getRecursion('hello')).toBeUndefined()
    expect(await api.getCodeSigningArn('hello')).toBeUndefined()
    expect(await api.getCodeSigningConfig('arn')).toBeUndefined()
    expect(await api.getLayerPolicy('arn')).toBeUndefined()
  })

  test('a function, its versions or a layer that is not there is an error', async () => {
    const api = failing('ResourceNotFoundException', 404)
    await expect(api.getFunction({ name: 'hello' })).rejects.toMatchObject({ name: 'NotFoundError' })
    await expect(api.listVersions('hello')).rejects.toMatchObject({ name: 'NotFoundError' })
    await expect(api.getLayerVersion('arn')).rejects.toMatchObject({ name: 'NotFoundError' })
    await expect(api.getCapacityProvider('arn')).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what an image function has not is absent, though Lambda rejects the question', async () => {
    const api = failing('InvalidParameterValueException', 400)
    expect(await api.getCodeSigningArn('image')).toBeUndefined()
    expect(await api.getRuntimeManagement({ name: 'image' })).toBeUndefined()
    await expect(api.getRecursion('image')).rejects.toMatchObject({ name: 'RequestRejectedError' })
  })

  test('the presigned URL of a package stands apart from all that may be kept', async () => {
    const Location = 'https://secret'
    const { api } = apiOf((command) =>
      command === 'GetFunction'
        ? {
            Configuration: { FunctionName: 'hello' },
            Code: { RepositoryType: 'S3', Location },
            Tags: { a: 'b' },
            Concurrency: { ReservedConcurrentExecutions: 0 },
          }
        : { Version: 1, Content: { CodeSize: 3, Location } },
    )
    expect(await api.getFunction({ name: 'hello' })).toEqual({
      configuration: { FunctionName: 'hello' },
      code: { RepositoryType: 'S3' },
      location: Location,
      tags: { a: 'b' },
      tagsError: undefined,
      reservedConcurrency: 0,
    })
    expect(await api.getLayerVersion('arn')).toEqual({
      description: { Version: 1 },
      content: { CodeSize: 3 },
      location: Location,
    })
  })

  test('tags that could not be read are not taken for none', async () => {
    const TagsError = { ErrorCode: 'AccessDeniedException', Message: 'no' }
    const { api } = apiOf(() => ({ Configuration: {}, TagsError }))
    expect(await api.getFunction({ name: 'hello' })).toMatchObject({ tags: undefined, tagsError: TagsError })
  })

  test('policies are parsed, and asked for by qualifier', async () => {
    const { api, sent } = apiOf(() => ({ Policy: '{"Statement":[]}' }))
    expect(await api.getPolicy({ name: 'hello', qualifier: 'live' })).toEqual({ Statement: [] })
    expect(sent[0]?.input).toEqual({ FunctionName: 'hello', Qualifier: 'live' })
  })
  test('the policy of a layer version is asked for by name and number, a capacity provider by name', async () => {
    const { api, sent } = apiOf(() => ({ Policy: '{"Statement":[]}', CapacityProvider: { State: 'Active' } }))
    expect(await api.getLayerPolicy('arn:aws:lambda:eu-west-1:1:layer:geo:12')).toEqual({ Statement: [] })
    expect(await api.getCapacityProvider('arn:aws:lambda:eu-west-1:1:capacity-provider:big')).toEqual({
      State: 'Active',
    })
    expect(sent.map(({ input }) => input)).toEqual([
      { LayerName: 'geo', VersionNumber: 12 },
      { CapacityProviderName: 'big' },
    ])
  })
})
