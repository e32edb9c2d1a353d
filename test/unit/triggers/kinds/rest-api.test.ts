import { describe, expect, test } from '@jest/globals'
import type {
  GetAuthorizersCommandInput,
  GetAuthorizersCommandOutput,
  GetResourcesCommandInput,
  GetResourcesCommandOutput,
  GetRestApiCommandOutput,
  GetStagesCommandOutput,
  Integration,
} from '@aws-sdk/client-api-gateway'
import { kind } from '../../../../shared/triggers/kinds/rest-api.ts'
import type { Answers } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const API = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const uriOf = (arn: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`
const authorizer = { id: 'au1', name: 'guard', type: 'TOKEN', authorizerUri: uriOf(FUNCTION) } as const

/** An API whose `GET /orders` has this integration. */
function api(integration: Integration | undefined, more: Answers = {}) {
  return fakeAws({
    GetRestApi: {
      id: 'a1b2c3d4e5',
      name: 'shop',
      createdDate: new Date(0),
    } satisfies Partial<GetRestApiCommandOutput>,
    GetStages: {
      item: [{ stageName: 'prod', deploymentId: 'd1', variables: { fn: 'bill', token: 'secret' } }],
    } satisfies Partial<GetStagesCommandOutput>,
    GetResources: ({ position }: GetResourcesCommandInput): Partial<GetResourcesCommandOutput> =>
      position === undefined
        ? { items: [{ id: 'r0', path: '/' }], position: '2' }
        : {
            items: [
              {
                id: 'r1',
                path: '/orders',
                resourceMethods: { GET: { ...(integration && { methodIntegration: integration }) } },
              },
            ],
          },
    GetAuthorizers: ({ position }: GetAuthorizersCommandInput): Partial<GetAuthorizersCommandOutput> =>
      position === undefined ? { items: [], position: '2' } : { items: [authorizer] },
    UpdateIntegration: {},
    PutIntegration: {},
    PutIntegrationResponse: {},
    DeleteIntegration: {},
    UpdateAuthorizer: {},
    ...more,
  })
}

const proxy: Integration = {
  type: 'AWS_PROXY',
  httpMethod: 'POST',
  uri: uriOf(FUNCTION),
  cacheKeyParameters: ['b', 'a'],
}
const methodSettings = {
  path: '/orders',
  httpMethod: 'GET',
  integration: { ...proxy, cacheKeyParameters: ['a', 'b'] } as never,
  stages: [{ stageName: 'prod', variables: {} }],
}
const authorizerSettings = { authorizer, stages: [{ stageName: 'prod', variables: {} }] }
const triggerOf = (settings: typeof methodSettings | typeof authorizerSettings) => ({
  kind: kind.name,
  source: API,
  invokes: FUNCTION,
  settings,
})
const names = (aws: ReturnType<typeof api>) => aws.calls.map(({ operation }) => operation)

describe('REST API: reading', () => {
  const reader = readerOf(kind)

  test.each([`${API}/prod/GET/orders`, `${API}/*/*/orders`, `${API}/authorizers/au1`, `${API}/*`, API])(
    'a grant for %s names its API without a call',
    async (sourceArn) => {
      expect(await reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)).toEqual([API])
    },
  )

  test('a grant for any API, or for none, means every one of the region', async () => {
    const pages = ({ position }: { readonly position?: string }) =>
      position === undefined ? { items: [{ id: 'z9' }], position: '2' } : { items: [{ id: 'a1b2c3d4e5' }] }
    const find = (sourceArn?: string) =>
      reader.find(fakeAws({ GetRestApis: pages }), grantOf({ sourceArn }), homePlace)
    const all = [API, API.replace('a1b2c3d4e5', 'z9')]
    expect(await find()).toEqual(all)
    expect(await find('arn:aws:execute-api:eu-west-1:123456789012:*/*/GET/orders')).toEqual(all)
    expect(await find('arn:aws:execute-api:eu-west-1:*:a1*/*/GET/orders')).toEqual([API])
  })

  test('methods and authorizers of every page are read, with the stages and without their secrets', async () => {
    const found = await reader.read(api(proxy), API, homePlace)
    expect(found).toMatchObject({
      source: {
        arn: API,
        account: '123456789012',
        region: 'eu-west-1',
        facts: { name: 'shop', stages: ['prod'] },
      },
      triggers: [
        { invokes: FUNCTION, settings: methodSettings },
        { invokes: FUNCTION, settings: authorizerSettings },
      ],
      gaps: [],
    })
    expect(JSON.stringify(found)).not.toContain('secret')
    for (const { settings } of found?.triggers ?? []) expect(kind.settings.parse(settings)).toEqual(settings)
  })

  test('a stage variable is resolved by each stage; one that no stage sets is a gap', async () => {
    const template = uriOf('arn:aws:lambda:eu-west-1:123456789012:function:${stageVariables.fn}')
    const found = await reader.read(api({ uri: template }), API, homePlace)
    expect(found?.triggers[0]).toMatchObject({
      invokes: FUNCTION,
      settings: { stages: [{ stageName: 'prod', variables: { fn: 'bill' } }] },
    })
    const unset = await reader.read(api({ uri: template.replace('.fn', '.other') }), API, homePlace)
    expect(unset?.gaps).toMatchObject([{ part: 'GET /orders' }])
  })

  test('an integration with something else is no trigger', async () => {
    const found = await reader.read(api({ type: 'HTTP', uri: 'https://example.org' }), API, homePlace)
    expect(found?.triggers).toHaveLength(1)
  })

  test('an API that is gone, or is no REST API, does not exist', async () => {
    const aws = fakeAws({ GetRestApi: awsError('NotFoundException') })
    expect(await reader.read(aws, API, homePlace)).toBeUndefined()
  })

  test('the definition is the export of its first stage, with all that API Gateway understands', async () => {
    const body = new TextEncoder().encode('{}')
    const aws = api(proxy, { GetExport: { body } })
    const found = await reader.read(aws, API, homePlace)
    expect(await found?.definition?.()).toBe(body)
    expect(aws.calls.at(-1)?.input).toMatchObject({
      stageName: 'prod',
      exportType: 'oas30',
      parameters: { extensions: 'apigateway' },
    })
    const undeployed = await reader.read(api(proxy, { GetStages: {} }), API, homePlace)
    expect(await undeployed?.definition?.()).toBeUndefined()
  })

  test.each([
    ['PutIntegration', { restApiId: 'a1b2c3d4e5' }, {}, [API]],
    ['DeleteRestApi', { restApiId: 'a1b2c3d4e5' }, {}, [API]],
    ['ImportRestApi', {}, { id: 'a1b2c3d4e5' }, [API]],
    ['UpdateIntegration', { apiId: 'v2' }, { id: 'a1b2c3d4e5' }, []],
  ])('%s was about its API', (eventName, request, response, sources) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response })).toEqual(sources)
  })
})

describe('REST API: putting back', () => {
  const { writer } = kind
  const moved = targetOf({ invokes: `${FUNCTION}-2` })

  test('is one step after verification, which says that stages must be deployed when the function moved', () => {
    const { steps, byHand } = writer.plan(triggerOf(methodSettings), moved)
    expect(steps).toMatchObject([{ phase: 'enable', risk: 'high', input: { uri: uriOf(`${FUNCTION}-2`) } }])
    expect(byHand).toEqual([expect.stringContaining('Deploy prod')])
    expect(writer.plan(triggerOf(methodSettings), targetOf({}))).toMatchObject({
      steps: [{ risk: 'low' }],
      byHand: [],
    })
  })

  test('in another region is work by hand, unless the API is mapped', () => {
    const away = { region: 'eu-west-2', invokes: FUNCTION.replace('eu-west-1', 'eu-west-2') }
    expect(writer.plan(triggerOf(methodSettings), targetOf(away))).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('Create the API')],
    })
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    expect(writer.plan(triggerOf(methodSettings), targetOf({ ...away, map })).steps).toMatchObject([
      { resource: map(API) },
    ])
  })

  test('a stage variable that names the function is set by hand when the function moved', () => {
    const uri = uriOf('arn:aws:lambda:eu-west-1:123456789012:function:${stageVariables.fn}')
    const settings = { ...methodSettings, integration: { uri } as never }
    expect(writer.plan(triggerOf(settings), moved)).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('stage variables fn')],
    })
    expect(writer.plan(triggerOf(settings), targetOf({})).steps).toMatchObject([{ input: { uri } }])
  })

  test.each([
    ['method', methodSettings],
    ['authorizer', authorizerSettings],
  ])('a %s that invokes the function already is not written', async (_name, settings) => {
    const [step] = writer.plan(triggerOf(settings), targetOf({})).steps
    const aws = api(proxy)
    const done = await writer.carryOut(aws, step!)
    await writer.takeBack(aws, step!, done)
    expect(names(aws).filter((name) => !name.startsWith('Get'))).toEqual([])
  })

  test('a method that invokes the old function changes only its URI, and changes back', async () => {
    const [step] = writer.plan(triggerOf(methodSettings), moved).steps
    const aws = api(proxy)
    const done = await writer.carryOut(aws, step!)
    const back = api({ ...proxy, uri: uriOf(`${FUNCTION}-2`) })
    await writer.takeBack(back, step!, done)
    const patch = (value: string) => ({
      patchOperations: [{ op: 'replace', path: '/uri', value }],
      resourceId: 'r1',
    })
    expect(aws.calls.at(-1)).toMatchObject({
      operation: 'UpdateIntegration',
      input: patch(uriOf(`${FUNCTION}-2`)),
    })
    expect(back.calls.at(-1)).toMatchObject({ operation: 'UpdateIntegration', input: patch(uriOf(FUNCTION)) })
  })

  test('an authorizer that asks the old function changes only its URI', async () => {
    const [step] = writer.plan(triggerOf(authorizerSettings), moved).steps
    const aws = api(proxy)
    expect(await writer.carryOut(aws, step!)).toEqual({
      before: uriOf(FUNCTION),
      after: uriOf(`${FUNCTION}-2`),
    })
    expect(aws.calls.at(-1)).toMatchObject({ operation: 'UpdateAuthorizer', input: { authorizerId: 'au1' } })
  })

  test('a method without integration gets it back with its answers, and loses it again', async () => {
    const integration = {
      ...proxy,
      type: 'AWS',
      integrationResponses: { 200: { statusCode: '200' } },
    } as never
    const [step] = writer.plan(triggerOf({ ...methodSettings, integration }), targetOf({})).steps
    const aws = api(undefined)
    const done = await writer.carryOut(aws, step!)
    expect(aws.calls).toMatchObject([
      {},
      {},
      {
        operation: 'PutIntegration',
        input: { type: 'AWS', integrationHttpMethod: 'POST', httpMethod: 'GET', uri: uriOf(FUNCTION) },
      },
      { operation: 'PutIntegrationResponse', input: { statusCode: '200', httpMethod: 'GET' } },
    ])
    const back = api(proxy)
    await writer.takeBack(back, step!, done)
    expect(names(back)).toContain('DeleteIntegration')
  })

  test('a method that invokes somebody else is left alone, and one that is gone is said to be', async () => {
    const [step] = writer.plan(triggerOf(methodSettings), targetOf({})).steps
    await expect(writer.carryOut(api({ type: 'MOCK' }), step!)).rejects.toThrow('left alone')
    const gone = api(proxy, { GetResources: { items: [] } })
    await expect(writer.carryOut(gone, step!)).rejects.toThrow('GET /orders of arn:aws:execute-api')
  })
})
