import { describe, expect, test } from '@jest/globals'
import type {
  GetApiCommandOutput,
  GetAuthorizersCommandOutput,
  GetIntegrationsCommandInput,
  GetIntegrationsCommandOutput,
  GetRoutesCommandInput,
  GetRoutesCommandOutput,
  GetStagesCommandOutput,
  Integration,
  Route,
} from '@aws-sdk/client-apigatewayv2'
import { kind } from '../../../../shared/triggers/kinds/http-api.ts'
import type { Answers } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const API = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`

const integration = {
  IntegrationId: 'in1',
  IntegrationType: 'AWS_PROXY',
  IntegrationUri: FUNCTION,
  PayloadFormatVersion: '2.0',
} as const satisfies Integration
const route = {
  RouteId: 'ro1',
  RouteKey: 'GET /orders',
  Target: 'integrations/in1',
  AuthorizerId: 'au1',
} as const satisfies Route
const authorizer = {
  AuthorizerId: 'au1',
  Name: 'guard',
  AuthorizerType: 'REQUEST',
  AuthorizerUri: uri,
} as const

const stages = [
  { stageName: '$default', variables: {}, autoDeploy: true },
  { stageName: 'prod', variables: {}, autoDeploy: false },
]
const ofIntegration = { protocol: 'HTTP', integration, routes: [route], stages }
const ofAuthorizer = { protocol: 'HTTP', authorizer, routes: ['GET /orders'], stages }

/** An API with these integrations and routes. */
function api(integrations: Integration[], routes: Route[] = [route], more: Answers = {}) {
  return fakeAws({
    GetApi: {
      Name: 'shop',
      ProtocolType: 'HTTP',
      RouteSelectionExpression: '$request.method',
    } satisfies Partial<GetApiCommandOutput>,
    GetStages: {
      Items: [
        { StageName: 'prod', DeploymentId: 'd1', StageVariables: { fn: 'bill', token: 'secret' } },
        { StageName: '$default', AutoDeploy: true },
      ],
    } satisfies Partial<GetStagesCommandOutput>,
    GetIntegrations: ({ NextToken }: GetIntegrationsCommandInput): Partial<GetIntegrationsCommandOutput> =>
      NextToken === undefined ? { Items: [], NextToken: '2' } : { Items: integrations },
    GetRoutes: ({ NextToken }: GetRoutesCommandInput): Partial<GetRoutesCommandOutput> =>
      NextToken === undefined ? { Items: [], NextToken: '2' } : { Items: routes },
    GetAuthorizers: { Items: [authorizer] } satisfies Partial<GetAuthorizersCommandOutput>,
    CreateIntegration: () => {
      integrations.push({ ...integration, IntegrationId: 'in2' })
      return { IntegrationId: 'in2' }
    },
    CreateRoute: { RouteId: 'ro2' },
    UpdateIntegration: {},
    UpdateAuthorizer: {},
    DeleteIntegration: {},
    DeleteRoute: {},
    ...more,
  })
}

const triggerOf = (settings: typeof ofIntegration | typeof ofAuthorizer) => ({
  kind: kind.name,
  source: API,
  invokes: FUNCTION,
  settings,
})
const writes = ({ calls }: ReturnType<typeof api>) =>
  calls.filter(({ operation }) => !operation.startsWith('Get'))

describe('HTTP API: reading', () => {
  const reader = readerOf(kind)

  test('a grant with an exact ARN names its API without a call; by wildcard it means every one of the region', async () => {
    const pages = ({ NextToken }: { readonly NextToken?: string }) =>
      NextToken === undefined
        ? { Items: [{ ApiId: 'z9' }], NextToken: '2' }
        : { Items: [{ ApiId: 'a1b2c3d4e5' }] }
    const find = (sourceArn?: string) =>
      reader.find(fakeAws({ GetApis: pages }), grantOf({ sourceArn }), homePlace)
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: `${API}/*/*/orders` }), homePlace)).toEqual([
      API,
    ])
    expect(await find()).toEqual([API, API.replace('a1b2c3d4e5', 'z9')])
  })

  test('integrations with their routes, and authorizers, are read from every page', async () => {
    const other: Integration = { IntegrationId: 'in0', IntegrationUri: 'https://example.org' }
    const found = await reader.read(api([other, integration]), API, homePlace)
    expect(found).toMatchObject({
      source: {
        arn: API,
        account: '123456789012',
        region: 'eu-west-1',
        facts: { Name: 'shop', stages: ['$default', 'prod'] },
      },
      gaps: [],
    })
    expect(found?.triggers).toEqual([
      { invokes: FUNCTION, settings: ofIntegration },
      { invokes: FUNCTION, settings: ofAuthorizer },
    ])
    expect(JSON.stringify(found)).not.toContain('secret')
    for (const { settings } of found?.triggers ?? []) expect(kind.settings.parse(settings)).toEqual(settings)
  })

  test('a stage variable is resolved by each stage; one that no stage sets is a gap', async () => {
    const named = (name: string) =>
      api([{ ...integration, IntegrationUri: `${FUNCTION.replace('bill', '')}\${stageVariables.${name}}` }])
    const found = await reader.read(named('fn'), API, homePlace)
    expect(found?.triggers[0]).toMatchObject({
      invokes: FUNCTION,
      settings: { stages: [{ stageName: 'prod', variables: { fn: 'bill' } }] },
    })
    const unset = await reader.read(named('other'), API, homePlace)
    expect(unset?.gaps).toMatchObject([{ part: 'integration in1' }])
  })

  test('an API that is gone, or is a REST API, does not exist', async () => {
    expect(
      await reader.read(fakeAws({ GetApi: awsError('NotFoundException') }), API, homePlace),
    ).toBeUndefined()
  })

  test('the definition of an HTTP API is its export; a WebSocket API has none', async () => {
    const body = new TextEncoder().encode('{}')
    const found = await reader.read(api([integration], [], { ExportApi: { body } }), API, homePlace)
    expect(await found?.definition?.()).toBe(body)
    const socket = await reader.read(
      api([integration], [], { GetApi: { ProtocolType: 'WEBSOCKET' } }),
      API,
      homePlace,
    )
    expect(await socket?.definition?.()).toBeUndefined()
  })

  test.each([
    ['UpdateIntegration', { apiId: 'a1b2c3d4e5' }, {}, [API]],
    ['DeleteRoute', { apiId: 'a1b2c3d4e5' }, {}, [API]],
    ['CreateApi', { target: FUNCTION }, { apiId: 'a1b2c3d4e5' }, [API]],
    ['UpdateIntegration', { restApiId: 'v1' }, {}, []],
  ])('%s was about its API', (eventName, request, response, sources) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response })).toEqual(sources)
  })
})

describe('HTTP API: putting back', () => {
  const { writer } = kind
  const moved = targetOf({ invokes: `${FUNCTION}-2` })

  test('is one step after verification; stages that do not deploy by themselves are work by hand when the function moved', () => {
    const { steps, byHand } = writer.plan(triggerOf(ofIntegration), moved)
    expect(steps).toMatchObject([{ phase: 'enable', risk: 'high', input: { uri: `${FUNCTION}-2` } }])
    expect(byHand).toEqual([expect.stringMatching(/^Deploy prod of/)])
    expect(writer.plan(triggerOf(ofIntegration), targetOf({}))).toMatchObject({
      steps: [{ risk: 'low' }],
      byHand: [],
    })
    const map = (arn: string) => arn.replace('a1b2c3d4e5', 'f6')
    expect(writer.plan(triggerOf(ofAuthorizer), targetOf({ map })).steps).toMatchObject([
      { resource: map(API) },
    ])
  })

  test.each([
    ['integration', ofIntegration],
    ['authorizer', ofAuthorizer],
  ])('an %s that invokes the function already is not written', async (_name, settings) => {
    const [step] = writer.plan(triggerOf(settings), targetOf({})).steps
    const aws = api([integration])
    await writer.takeBack(aws, step!, await writer.carryOut(aws, step!))
    expect(writes(aws)).toEqual([])
  })

  test.each([
    [
      'integration',
      ofIntegration,
      { operation: 'UpdateIntegration', input: { IntegrationUri: `${FUNCTION}-2` } },
    ],
    [
      'authorizer',
      ofAuthorizer,
      { operation: 'UpdateAuthorizer', input: { AuthorizerUri: uri.replace(FUNCTION, `${FUNCTION}-2`) } },
    ],
  ])('an %s that invokes the old function changes only its URI', async (_name, settings, write) => {
    const [step] = writer.plan(triggerOf(settings), moved).steps
    const aws = api([integration])
    await writer.carryOut(aws, step!)
    expect(writes(aws)).toMatchObject([write])
    expect(Object.keys(writes(aws)[0]?.input ?? {})).toHaveLength(3)
  })

  test('an integration changes back', async () => {
    const [step] = writer.plan(triggerOf(ofIntegration), moved).steps
    const done = await writer.carryOut(api([integration]), step!)
    const back = api([{ ...integration, IntegrationUri: `${FUNCTION}-2` }])
    await writer.takeBack(back, step!, done)
    expect(writes(back)).toMatchObject([
      { operation: 'UpdateIntegration', input: { IntegrationUri: FUNCTION } },
    ])
  })

  test('an integration that is gone comes back with its routes, and both go again', async () => {
    const [step] = writer.plan(triggerOf(ofIntegration), targetOf({})).steps
    const aws = api([], [])
    const done = await writer.carryOut(aws, step!)
    expect(writes(aws)).toMatchObject([
      { operation: 'CreateIntegration', input: { IntegrationUri: FUNCTION, PayloadFormatVersion: '2.0' } },
      {
        operation: 'CreateRoute',
        input: { RouteKey: 'GET /orders', AuthorizerId: 'au1', Target: 'integrations/in2' },
      },
    ])
    const back = api(
      [{ ...integration, IntegrationId: 'in2' }],
      [{ ...route, RouteId: 'ro2', Target: 'integrations/in2' }],
    )
    await writer.takeBack(back, step!, done)
    expect(writes(back)).toMatchObject([
      { operation: 'DeleteRoute', input: { RouteId: 'ro2' } },
      { operation: 'DeleteIntegration', input: { IntegrationId: 'in2' } },
    ])
  })

  test('a route that leads elsewhere now is left alone, and nothing is made', async () => {
    const [step] = writer.plan(triggerOf(ofIntegration), targetOf({})).steps
    const aws = api([], [{ ...route, Target: 'integrations/other' }])
    await expect(writer.carryOut(aws, step!)).rejects.toThrow('GET /orders leads to integrations/other now')
    expect(writes(aws)).toEqual([])
  })

  test('an authorizer that is gone is said to be', async () => {
    const [step] = writer.plan(triggerOf(ofAuthorizer), targetOf({})).steps
    const aws = api([integration], [route], { GetAuthorizers: {} })
    await expect(writer.carryOut(aws, step!)).rejects.toThrow('authorizer guard of')
  })
})
