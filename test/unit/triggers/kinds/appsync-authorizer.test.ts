import { describe, expect, test } from '@jest/globals'
import type {
  Api,
  GraphqlApi,
  ListGraphqlApisCommandInput,
  ListGraphqlApisCommandOutput,
} from '@aws-sdk/client-appsync'
import { kind } from '../../../../shared/triggers/kinds/appsync-authorizer.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const API = 'arn:aws:appsync:eu-west-1:123456789012:apis/shop'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const authorizerOf = (authorizerUri: string) => ({ authorizerUri, authorizerResultTtlInSeconds: 60 })

/** The function is one of several ways to log in. */
const graphqlApi = (uri: string) =>
  ({
    apiId: 'shop',
    arn: API,
    name: 'shop',
    apiType: 'GRAPHQL',
    authenticationType: 'API_KEY',
    additionalAuthenticationProviders: [
      { authenticationType: 'AWS_IAM' },
      { authenticationType: 'AWS_LAMBDA', lambdaAuthorizerConfig: authorizerOf(uri) },
    ],
    xrayEnabled: true,
    queryDepthLimit: 5,
    uris: { GRAPHQL: 'https://x' },
    owner: '123456789012',
  }) as const satisfies GraphqlApi

const eventApi = (uri: string) =>
  ({
    apiId: 'shop',
    apiArn: API,
    name: 'shop',
    eventConfig: {
      authProviders: [
        { authType: 'API_KEY' },
        { authType: 'AWS_LAMBDA', lambdaAuthorizerConfig: authorizerOf(uri) },
      ],
      connectionAuthModes: [{ authType: 'AWS_LAMBDA' }],
      defaultPublishAuthModes: [],
      defaultSubscribeAuthModes: [],
    },
  }) satisfies Api

const missing = awsError('NotFoundException')
const account = ({ graphql, events }: { readonly graphql?: object; readonly events?: object }) =>
  fakeAws({
    GetGraphqlApi: graphql === undefined ? missing : { graphqlApi: graphql },
    GetApi: events === undefined ? missing : { api: events },
    UpdateGraphqlApi: {},
    UpdateApi: {},
  })

const triggerOf = (apiType: string) => ({
  kind: kind.name,
  source: API,
  invokes: FUNCTION,
  settings: { apiType, authorizer: authorizerOf(FUNCTION) },
})
const updates = ({ calls }: ReturnType<typeof account>) =>
  calls.filter(({ operation }) => operation.startsWith('Update'))

describe('AppSync authorizer: reading', () => {
  const reader = readerOf(kind)

  test.each([API, `${API}/types/Query`])('a grant for %s names its API without a call', async (sourceArn) => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)).toEqual([API])
  })

  test('a grant for any API means those of either sort that ask the function', async () => {
    const aws = fakeAws({
      ListGraphqlApis: ({ nextToken }: ListGraphqlApisCommandInput): Partial<ListGraphqlApisCommandOutput> =>
        nextToken === undefined
          ? { graphqlApis: [{ arn: `${API}-other` }], nextToken: '2' }
          : { graphqlApis: [graphqlApi(`${FUNCTION}:live`)] },
      ListApis: { apis: [{ ...eventApi(FUNCTION), apiArn: `${API}-news` }] },
    })
    expect(await reader.find(aws, grantOf({}), homePlace)).toEqual([API, `${API}-news`])
    expect(await reader.find(aws, grantOf({ sourceArn: '*-news' }), homePlace)).toEqual([`${API}-news`])
  })

  test.each([
    ['GRAPHQL', { graphql: graphqlApi(FUNCTION) }],
    [
      'GRAPHQL',
      {
        graphql: {
          name: 'shop',
          authenticationType: 'AWS_LAMBDA',
          lambdaAuthorizerConfig: authorizerOf(FUNCTION),
        },
      },
    ],
    ['EVENT', { events: eventApi(FUNCTION) }],
  ])('the authorizer of a %s API is read', async (apiType, apis) => {
    const found = await reader.read(account(apis), API, homePlace)
    const { settings } = triggerOf(apiType)
    expect(found).toEqual({
      source: { arn: API, account: '123456789012', region: 'eu-west-1', facts: { name: 'shop', apiType } },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(settings)).toEqual(settings)
  })

  test('an API that asks no function has no trigger, and one that is gone does not exist', async () => {
    const open = await reader.read(
      account({ graphql: { name: 'shop', authenticationType: 'API_KEY' } }),
      API,
      homePlace,
    )
    expect(open?.triggers).toEqual([])
    expect(await reader.read(account({}), API, homePlace)).toBeUndefined()
  })

  test.each(['UpdateGraphqlApi', 'DeleteGraphqlApi', 'UpdateApi', 'DeleteApi'])(
    '%s was about its API',
    (eventName) => {
      const change = { ...homePlace, eventName, request: { apiId: 'shop' }, response: {} }
      expect(kind.changes[0]?.eventNames).toContain(eventName)
      expect(kind.changes[0]?.sourcesOf(change)).toEqual([API])
    },
  )
})

describe('AppSync authorizer: putting back', () => {
  const { writer } = kind
  const moved = targetOf({ invokes: `${FUNCTION}-2` })

  test('is one step after verification, at the mapped API; one that stays behind is work by hand', () => {
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    const away = { region: 'eu-west-2', invokes: map(FUNCTION) }
    expect(writer.plan(triggerOf('GRAPHQL'), targetOf({ ...away, map })).steps).toMatchObject([
      { phase: 'enable', resource: map(API) },
    ])
    expect(writer.plan(triggerOf('GRAPHQL'), targetOf(away))).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('Create the AppSync API')],
    })
  })

  test('a GraphQL API keeps every other setting, and gets its own function again', async () => {
    const [step] = writer.plan(triggerOf('GRAPHQL'), moved).steps
    const aws = account({ graphql: graphqlApi(FUNCTION) })
    const done = await writer.carryOut(aws, step!)
    const { arn: _arn, apiType: _type, uris: _uris, owner: _owner, ...kept } = graphqlApi(`${FUNCTION}-2`)
    expect(updates(aws).map(({ input }) => input)).toEqual([kept])
    const back = account({ graphql: graphqlApi(`${FUNCTION}-2`) })
    await writer.takeBack(back, step!, done)
    expect(updates(back)).toMatchObject([
      {
        input: {
          additionalAuthenticationProviders: [{}, { lambdaAuthorizerConfig: authorizerOf(FUNCTION) }],
        },
      },
    ])
  })

  test('an Event API keeps every other setting', async () => {
    const [step] = writer.plan(triggerOf('EVENT'), moved).steps
    const aws = account({ events: eventApi(FUNCTION) })
    await writer.carryOut(aws, step!)
    const { apiArn: _arn, ...kept } = eventApi(`${FUNCTION}-2`)
    expect(updates(aws)).toMatchObject([{ operation: 'UpdateApi', input: kept }])
  })

  test('an API that asks the function already is not written', async () => {
    const [step] = writer.plan(triggerOf('GRAPHQL'), targetOf({})).steps
    const aws = account({ graphql: graphqlApi(FUNCTION) })
    await writer.takeBack(aws, step!, await writer.carryOut(aws, step!))
    expect(updates(aws)).toEqual([])
  })

  test('one that asks another function is left alone, and one that asks none is said to', async () => {
    const [step] = writer.plan(triggerOf('GRAPHQL'), targetOf({})).steps
    const other = account({ graphql: graphqlApi(`${FUNCTION}-other`) })
    await expect(writer.carryOut(other, step!)).rejects.toThrow('left alone')
    await expect(writer.carryOut(account({}), step!)).rejects.toThrow('no Lambda authorizer')
    expect(updates(other)).toEqual([])
  })
})
