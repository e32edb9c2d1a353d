import { describe, expect, test } from '@jest/globals'
import type {
  DataSource,
  ListApisCommandOutput,
  ListDataSourcesCommandInput,
  ListDataSourcesCommandOutput,
  ListFunctionsCommandOutput,
  ListGraphqlApisCommandInput,
  ListGraphqlApisCommandOutput,
  ListResolversCommandInput,
  ListResolversCommandOutput,
  ListTypesCommandOutput,
} from '@aws-sdk/client-appsync'
import { kind } from '../../../../shared/triggers/kinds/appsync-data-source.ts'
import type { Answers } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { homePlace, listReaderOf, targetOf } from './kind-under-test.ts'

const API = 'arn:aws:appsync:eu-west-1:123456789012:apis/shop'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const ROLE = 'arn:aws:iam::123456789012:role/appsync'

const lambda = (name: string, lambdaFunctionArn = FUNCTION): DataSource => ({
  name,
  type: 'AWS_LAMBDA',
  dataSourceArn: `${API}/datasources/${name}`,
  serviceRoleArn: ROLE,
  lambdaConfig: { lambdaFunctionArn },
})

/** A GraphQL API with data sources on two pages, an empty one, and an Event API. */
function region(sources: readonly DataSource[], more: Answers = {}) {
  return fakeAws({
    ListGraphqlApis: ({ nextToken }: ListGraphqlApisCommandInput): Partial<ListGraphqlApisCommandOutput> =>
      nextToken === undefined
        ? { graphqlApis: [{ apiId: 'idle', arn: `${API}-idle` }], nextToken: '2' }
        : {
            graphqlApis: [
              { apiId: 'shop', arn: API, name: 'shop', apiType: 'GRAPHQL', uris: { GRAPHQL: 'https://x' } },
            ],
          },
    ListApis: {
      apis: [{ apiId: 'news', apiArn: `${API}-news`, name: 'news' }],
    } satisfies Partial<ListApisCommandOutput>,
    ListDataSources: ({
      apiId,
      nextToken,
    }: ListDataSourcesCommandInput): Partial<ListDataSourcesCommandOutput> => {
      if (apiId === 'news') return { dataSources: [lambda('feed')] }
      if (apiId === 'idle') return { dataSources: [{ name: 'none', type: 'NONE' }] }
      return nextToken === undefined ? { dataSources: [], nextToken: '2' } : { dataSources: [...sources] }
    },
    ...more,
  })
}

const table: DataSource = {
  name: 'orders',
  type: 'AMAZON_DYNAMODB',
  dynamodbConfig: { tableName: 'orders', awsRegion: 'eu-west-1', versioned: true },
}
const syncConfig = {
  conflictHandler: 'LAMBDA',
  conflictDetection: 'VERSION',
  lambdaConflictHandlerConfig: { lambdaConflictHandlerArn: FUNCTION },
} as const

describe('AppSync data source: reading', () => {
  const list = (aws: ReturnType<typeof region>) => listReaderOf(kind).list(aws, homePlace)

  test('data sources that are functions are read from every page of every API', async () => {
    const dataSource = { name: 'bill', serviceRoleArn: ROLE }
    const found = await list(region([lambda('bill')]))
    expect(found).toEqual([
      {
        source: {
          arn: API,
          account: '123456789012',
          region: 'eu-west-1',
          facts: { name: 'shop', apiType: 'GRAPHQL' },
        },
        triggers: [{ invokes: FUNCTION, settings: { dataSource } }],
      },
      {
        source: {
          arn: `${API}-news`,
          account: '123456789012',
          region: 'eu-west-1',
          facts: { name: 'news', apiType: 'EVENT' },
        },
        triggers: [{ invokes: FUNCTION, settings: { dataSource: { ...dataSource, name: 'feed' } } }],
      },
    ])
    for (const { settings } of found[0]?.triggers ?? [])
      expect(kind.settings.parse(settings)).toEqual(settings)
  })

  test('conflict handlers of resolvers and functions are looked for where something is versioned', async () => {
    const aws = region([table], {
      ListTypes: {
        types: [{ name: 'Query' }, { name: 'Mutation' }],
      } satisfies Partial<ListTypesCommandOutput>,
      ListFunctions: {
        functions: [{ functionId: 'f1', name: 'save', syncConfig }],
      } satisfies Partial<ListFunctionsCommandOutput>,
      ListResolvers: ({ typeName }: ListResolversCommandInput): Partial<ListResolversCommandOutput> =>
        typeName === 'Query'
          ? { resolvers: [{ fieldName: 'get' }] }
          : { resolvers: [{ fieldName: 'put', syncConfig }] },
    })
    const [shop] = await list(aws)
    expect(shop?.triggers).toEqual([
      { invokes: FUNCTION, settings: { conflictsOf: { functionId: 'f1', name: 'save' } } },
      { invokes: FUNCTION, settings: { conflictsOf: { typeName: 'Mutation', fieldName: 'put' } } },
    ])
    for (const { settings } of shop?.triggers ?? []) expect(kind.settings.parse(settings)).toEqual(settings)
  })

  test.each([
    ['UpdateDataSource', 0],
    ['DeleteGraphqlApi', 0],
    ['UpdateResolver', 1],
  ])('%s was about its API', (eventName, index) => {
    const change = { ...homePlace, eventName, request: { apiId: 'shop' }, response: {} }
    expect(kind.changes[index]?.eventNames).toContain(eventName)
    expect(kind.changes[index]?.sourcesOf(change)).toEqual([API])
  })
})

describe('AppSync data source: putting back', () => {
  const { writer } = kind
  const triggerOf = (settings: object) => ({
    kind: kind.name,
    source: API,
    invokes: FUNCTION,
    settings: settings as never,
  })
  const trigger = triggerOf({ dataSource: { name: 'bill', serviceRoleArn: ROLE } })
  const moved = targetOf({ invokes: `${FUNCTION}-2` })

  /** An API with this data source, or without it. */
  function source(now: DataSource | undefined) {
    const found = now === undefined ? awsError('NotFoundException') : { dataSource: now }
    return fakeAws({ GetDataSource: found, CreateDataSource: {}, UpdateDataSource: {}, DeleteDataSource: {} })
  }
  const writes = ({ calls }: ReturnType<typeof source>) =>
    calls.filter(({ operation }) => operation !== 'GetDataSource')

  test('is one step after verification, at the mapped API and role; an API that stays behind is work by hand', () => {
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2').replace('role/', 'role/new-')
    const away = { region: 'eu-west-2', invokes: map(FUNCTION) }
    expect(writer.plan(trigger, targetOf({ ...away, map })).steps).toMatchObject([
      { phase: 'enable', resource: map(API), input: { dataSource: { serviceRoleArn: map(ROLE) } } },
    ])
    expect(writer.plan(trigger, targetOf(away))).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('Create the AppSync API')],
    })
  })

  test('conflict handlers are work by hand when the function moved', () => {
    const handler = triggerOf({ conflictsOf: { typeName: 'Mutation', fieldName: 'put' } })
    expect(writer.plan(handler, moved)).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('Mutation.put')],
    })
    expect(writer.plan(handler, targetOf({}))).toEqual({ steps: [], byHand: [] })
  })

  test('a data source that invokes the function already is not written', async () => {
    const [step] = writer.plan(trigger, targetOf({})).steps
    const aws = source(lambda('bill'))
    await writer.takeBack(aws, step!, await writer.carryOut(aws, step!))
    expect(writes(aws)).toEqual([])
  })

  test('one that invokes the old function keeps its other settings, and changes back', async () => {
    const [step] = writer.plan(trigger, moved).steps
    const now = { ...lambda('bill'), description: 'changed since' }
    const aws = source(now)
    const done = await writer.carryOut(aws, step!)
    const back = source(lambda('bill', `${FUNCTION}-2`))
    await writer.takeBack(back, step!, done)
    const update = (lambdaFunctionArn: string) => ({
      operation: 'UpdateDataSource',
      input: { apiId: 'shop', lambdaConfig: { lambdaFunctionArn } },
    })
    expect(writes(aws)).toMatchObject([
      { ...update(`${FUNCTION}-2`), input: { description: 'changed since', serviceRoleArn: ROLE } },
    ])
    expect(writes(back)).toMatchObject([update(FUNCTION)])
  })

  test('one that is gone comes back, and goes again', async () => {
    const [step] = writer.plan(trigger, targetOf({})).steps
    const aws = source(undefined)
    const done = await writer.carryOut(aws, step!)
    expect(writes(aws)).toMatchObject([
      {
        operation: 'CreateDataSource',
        input: {
          apiId: 'shop',
          name: 'bill',
          type: 'AWS_LAMBDA',
          serviceRoleArn: ROLE,
          lambdaConfig: { lambdaFunctionArn: FUNCTION },
        },
      },
    ])
    const back = source(lambda('bill'))
    await writer.takeBack(back, step!, done)
    expect(writes(back)).toMatchObject([
      { operation: 'DeleteDataSource', input: { apiId: 'shop', name: 'bill' } },
    ])
  })

  test.each([
    ['another function', lambda('bill', `${FUNCTION}-other`)],
    ['something else', { ...table, name: 'bill' }],
  ])('one that is %s now is left alone', async (_what, now) => {
    const [step] = writer.plan(trigger, targetOf({})).steps
    const aws = source(now)
    await expect(writer.carryOut(aws, step!)).rejects.toThrow('left alone')
    expect(writes(aws)).toEqual([])
  })
})
