import { describe, expect, test } from '@jest/globals'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as iam from '@aws-sdk/client-iam'
import * as lambda from '@aws-sdk/client-lambda'
import type { $Schema } from '@smithy/types'
import { lambdaApi } from '../../../shared/aws/lambda-api.ts'
import { plainObject } from '../../../shared/aws/plain-json.ts'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { valueAt } from '../../../shared/model/members.ts'
import { ERROR_MEMBERS, VOLATILE_FIELDS } from '../../../shared/capture/volatile-fields.ts'
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts'
import type { FunctionPoint } from '../../../shared/model/manifest.ts'
import { fakeRegion, request } from './region.ts'
import { hasMember, membersOf, sampleShape } from './sample-shape.ts'

/** Shapes as the installed clients know them, under the names that volatile-fields.ts uses. */
const SHAPES: Readonly<Record<string, $Schema>> = {
  FunctionConfiguration: lambda.FunctionConfiguration$,
  AliasConfiguration: lambda.AliasConfiguration$,
  EventSourceMappingConfiguration: lambda.EventSourceMappingConfiguration$,
  FunctionUrlConfig: lambda.FunctionUrlConfig$,
  FunctionEventInvokeConfig: lambda.FunctionEventInvokeConfig$,
  ProvisionedConcurrencyConfigListItem: lambda.ProvisionedConcurrencyConfigListItem$,
  GetFunctionScalingConfigResponse: lambda.GetFunctionScalingConfigResponse$,
  CapacityProvider: lambda.CapacityProvider$,
  CodeSigningConfig: lambda.CodeSigningConfig$,
  Role: iam.Role$,
  LogGroup: logs.LogGroup$,
}

const PACKAGE = 'the package'
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:orders'

/** Members whose value decides what capture does: they get one that is in use. */
const CHOSEN = { PackageType: 'Zip', State: 'Active', LastUpdateStatus: 'Successful', RevisionId: 'one' }

/** A function in which every member of every shape has a value, answered by the real adapter. */
function completeRegion({ withErrors }: { withErrors: boolean }) {
  const region = fakeRegion()
  const sample = (shape: string) => {
    const value = sampleShape(SHAPES[shape] as $Schema)
    return withErrors ? value : withoutErrors(shape, value)
  }
  const configuration = { ...sample('FunctionConfiguration'), ...CHOSEN, ...region.packages.keep(PACKAGE) }
  const latest = { ...configuration, FunctionName: 'complete', Version: '$LATEST', Layers: [] }
  const version = { ...configuration, FunctionName: 'complete', Version: '1' }
  const location = region.packages.presign(region.packages.keep(PACKAGE).CodeSha256)
  const layer = region.packages.keep('a layer')
  const answers: Record<string, object> = {
    GetFunction: { Configuration: latest, Code: { Location: location }, Tags: {} },
    ListVersionsByFunction: { Versions: [latest, version] },
    ListAliases: { Aliases: [sample('AliasConfiguration')] },
    ListFunctionUrlConfigs: { FunctionUrlConfigs: [sample('FunctionUrlConfig')] },
    ListFunctionEventInvokeConfigs: { FunctionEventInvokeConfigs: [sample('FunctionEventInvokeConfig')] },
    ListProvisionedConcurrencyConfigs: {
      ProvisionedConcurrencyConfigs: [sample('ProvisionedConcurrencyConfigListItem')],
    },
    ListEventSourceMappings: {
      EventSourceMappings: [
        { ...sample('EventSourceMappingConfiguration'), State: 'Enabled', EventSourceArn: QUEUE },
      ],
    },
    GetFunctionScalingConfig: sample('GetFunctionScalingConfigResponse'),
    GetFunctionCodeSigningConfig: { CodeSigningConfigArn: 'arn:csc' },
    GetCodeSigningConfig: { CodeSigningConfig: sample('CodeSigningConfig') },
    GetPolicy: { Policy: '{"Statement":[{"Sid":"a","Effect":"Deny"}]}' },
    GetLayerVersionByArn: {
      ...sampleShape(lambda.GetLayerVersionResponse$),
      Content: { ...layerContent(), ...layer, Location: region.packages.presign(layer.CodeSha256) },
    },
    GetCapacityProvider: { CapacityProvider: sample('CapacityProvider') },
    GetRuntimeManagementConfig: sampleShape(lambda.GetRuntimeManagementConfigResponse$),
    GetFunctionRecursionConfig: sampleShape(lambda.GetFunctionRecursionConfigResponse$),
  }
  region.surroundings.getRole = async () => plainObject(sample('Role'))
  region.surroundings.getLogGroup = async () => plainObject(sample('LogGroup'))
  return {
    ...region,
    answers,
    ports: { ...region.ports, lambda: lambdaApi(answering(answers), 'eu-west-1') },
  }
}

/** A client of the SDK that never leaves: each command has its answer. */
function answering(answers: Readonly<Record<string, object>>): lambda.LambdaClient {
  const client = new lambda.LambdaClient({ region: 'eu-west-1' })
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async () => {
        const answer = answers[commandName.replace(/Command$/, '')]
        if (answer === undefined) throw new Error(`nothing answers ${commandName}`)
        return { output: { $metadata: {}, ...answer } as never, response: {} }
      },
    { step: 'initialize', name: 'answer' },
  )
  return client
}

/** Of a layer whose bytes Lambda has: reference mode is another matter. */
function layerContent(): Record<string, unknown> {
  const { ResolvedS3Object: _elsewhere, ...content } = sampleShape(lambda.LayerVersionContentOutput$)
  return content
}

function withoutErrors(shape: string, value: Record<string, unknown>): Record<string, unknown> {
  const paths = Object.keys((ERROR_MEMBERS as Record<string, object>)[shape] ?? {})
  for (const path of paths) {
    const [outer = '', inner] = path.split('.')
    if (inner === undefined) delete value[outer]
    else delete (value[outer] as Record<string, unknown>)[inner]
  }
  return value
}

async function capture({ ports, vault }: ReturnType<typeof completeRegion>): Promise<FunctionPoint> {
  const outcome = await captureFunction(ports, request('complete'))
  if (outcome.type !== 'captured') throw new Error(`expected a new point, got ${outcome.type}`)
  return (await vault.readManifest(outcome.manifest)) as FunctionPoint
}

/** Where in a manifest an object of each shape is, and where what it has of volatile members was put. */
const PLACES: Readonly<
  Record<string, (point: FunctionPoint) => [JsonValue | undefined, JsonValue | undefined]>
> = {
  FunctionConfiguration: ({ content, observed }) => [content.configuration, observed['configuration']],
  AliasConfiguration: ({ content, observed }) => [
    content.aliases?.[0]?.configuration,
    only(observed['aliases']),
  ],
  EventSourceMappingConfiguration: ({ content, observed }) => [
    content.eventSourceMappings?.[0],
    only(observed['eventSourceMappings']),
  ],
  FunctionUrlConfig: ({ content, observed }) => [content.urls?.[0], only(observed['urls'])],
  FunctionEventInvokeConfig: ({ content, observed }) => [
    content.eventInvoke?.[0],
    only(observed['eventInvoke']),
  ],
  ProvisionedConcurrencyConfigListItem: ({ content, observed }) => [
    content.provisionedConcurrency?.[0],
    only(observed['provisionedConcurrency']),
  ],
}

function only(value: JsonValue | undefined): JsonValue | undefined {
  return Object.values(value as JsonObject)[0]
}

/** Every leaf of a value as `path: value`. */
function leaves(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${String(value)}`]
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, path === '' ? name : `${path}.${name}`),
  )
}

describe('every member that the installed client knows', () => {
  test.each(Object.keys(PLACES))(
    'of %s is in the manifest, or on the list of volatile fields',
    async (shape) => {
      const region = completeRegion({ withErrors: false })
      const sent = sentOf(region, shape)
      const [kept, observed] = PLACES[shape]!(await capture(region))
      const volatile = Object.keys((VOLATILE_FIELDS as Record<string, object>)[shape] ?? {})
      const isVolatile = (leaf: string) => volatile.some((path) => leaf.startsWith(path))
      const expected = leaves(sent, '').filter((leaf) => !isVolatile(leaf))
      expect(leaves(kept, '').toSorted()).toEqual(expected.toSorted())
      for (const path of volatile) {
        expect([path, (observed as JsonObject)[path]]).toEqual([path, valueAt(sent, path)])
      }
    },
  )

  test.each([
    [
      'a layer version, its URL excepted',
      'GetLayerVersionByArn',
      ({ content }) => content.layers?.[0]?.description,
    ],
    ['the capacity provider', 'GetCapacityProvider', ({ content }) => content.capacityProviders?.[0]],
    ['the code signing configuration', 'GetCodeSigningConfig', ({ content }) => content.codeSigning],
  ] satisfies [string, string, (point: FunctionPoint) => unknown][])(
    'of %s is in the manifest, or volatile',
    async (_what, operation, place) => {
      const region = completeRegion({ withErrors: false })
      const kept = leaves(place(await capture(region)), '')
      const answer = region.answers[operation] as Record<string, object>
      const sent = leaves(
        plainObject(answer['CapacityProvider'] ?? answer['CodeSigningConfig'] ?? answer),
        '',
      )
      const left = sent.filter((leaf) => !kept.includes(leaf))
      expect(left.map((leaf) => leaf.split(':')[0])).toEqual(LEFT_OUT[operation])
      expect(kept).toHaveLength(sent.length - left.length)
    },
  )

  test('of a published version is kept as of $LATEST', async () => {
    const region = completeRegion({ withErrors: false })
    const { content } = await capture(region)
    const latest = Object.keys(content.configuration)
    expect(Object.keys(content.versions?.[0]?.configuration ?? {})).toEqual(latest)
  })

  test('by which AWS says that it could not read a part becomes a gap', async () => {
    const { gaps } = await capture(completeRegion({ withErrors: true }))
    expect(gaps.map(({ part }) => part)).toEqual([
      'configuration/Environment',
      'configuration/ImageConfigResponse',
      'eventSourceMappings/value of UUID/FilterCriteria',
      'versions/1/configuration/Environment',
      'versions/1/configuration/ImageConfigResponse',
    ])
  })

  test('and that a list names is one: nothing volatile is left over from an older client', () => {
    const listed = { ...VOLATILE_FIELDS }
    const stale = Object.entries(listed).flatMap(([shape, fields]) =>
      Object.keys(fields).filter((path) => !hasMember(SHAPES[shape] as $Schema, path)),
    )
    const errors = Object.entries(ERROR_MEMBERS).flatMap(([shape, fields]) =>
      Object.entries(fields)
        .flat()
        .filter((path) => !hasMember(SHAPES[shape] as $Schema, path)),
    )
    expect([...stale, ...errors]).toEqual([])
  })

  test('of what GetFunction answers with has its place', () => {
    expect(membersOf(lambda.GetFunctionResponse$)).toEqual([
      'Configuration',
      'Code',
      'Tags',
      'TagsError',
      'Concurrency',
    ])
    // RepositoryType says S3 or ECR, as the kind of code does; Location is a secret of ten minutes.
    expect(membersOf(lambda.FunctionCodeLocation$)).toEqual([
      'RepositoryType',
      'Location',
      'ImageUri',
      'ResolvedImageUri',
      'ResolvedS3Object',
      'SourceKMSKeyArn',
      'Error',
    ])
  })
})

/** What the adapter was answered for a shape, as plain JSON. */
function sentOf({ answers }: ReturnType<typeof completeRegion>, shape: string): JsonObject {
  if (shape === 'FunctionConfiguration') {
    return plainObject((answers['GetFunction'] as { Configuration: object }).Configuration)
  }
  const lists = Object.values(answers).flatMap((answer) => Object.entries(answer))
  const [, items] = lists.find(([name]) => name === LISTS[shape]) ?? []
  return plainObject((items as object[])[0])
}

/** What of an answer is in no manifest. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  GetLayerVersionByArn: ['Content.Location'],
  GetCapacityProvider: Object.keys(VOLATILE_FIELDS.CapacityProvider),
  GetCodeSigningConfig: Object.keys(VOLATILE_FIELDS.CodeSigningConfig),
}

const LISTS: Readonly<Record<string, string>> = {
  AliasConfiguration: 'Aliases',
  EventSourceMappingConfiguration: 'EventSourceMappings',
  FunctionUrlConfig: 'FunctionUrlConfigs',
  FunctionEventInvokeConfig: 'FunctionEventInvokeConfigs',
  ProvisionedConcurrencyConfigListItem: 'ProvisionedConcurrencyConfigs',
}
