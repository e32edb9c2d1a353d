import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ThrottledError, UnsupportedError } from '../../../shared/errors.ts'
import { ACCOUNT, failing } from '../../fakes/fake-lambda.ts'
import { captured, fakeRegion, gapsOf } from './region.ts'

describe('what a recovery point of a function holds', () => {
  test('a function with nothing beside it has every part, each absent rather than missing', async () => {
    const region = fakeRegion()
    region.lambda.create('plain')
    const { content, gaps } = await captured(region, 'plain')
    expect(gaps).toEqual([])
    expect(content).toMatchObject({
      code: { type: 'zip', blob: { size: 'code of plain'.length } },
      tags: {},
      reservedConcurrency: null,
      versions: [],
      aliases: [],
      policy: null,
      urls: [],
      eventInvoke: [],
      provisionedConcurrency: [],
      codeSigning: null,
      runtimeManagement: { UpdateRuntimeOn: 'Auto' },
      recursion: { RecursiveLoop: 'Terminate' },
      scaling: null,
      layers: [],
      capacityProviders: [],
      eventSourceMappings: [],
      logGroup: null,
      role: null,
      placement: [],
    })
  })

  test('every published version is there with its code, policy and runtime management, in order of number', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('versioned', { code: 'first' })
    for (let number = 1; number <= 11; number += 1) lambda.publish('versioned')
    lambda.updateCode('versioned', 'second')
    one.policies.set('2', { Version: '2012-10-17', Statement: [{ Sid: 'a' }] })
    one.runtimeManagement.set('2', { UpdateRuntimeOn: 'Manual', RuntimeVersionArn: 'arn:runtime' })
    const { content, blobs } = await captured(region, 'versioned')
    expect(content.versions?.map(({ version }) => version)).toEqual(
      Array.from({ length: 11 }, (_, index) => String(index + 1)),
    )
    expect(content.versions?.[1]).toMatchObject({
      policy: { Statement: [{ Sid: 'a' }] },
      runtimeManagement: { UpdateRuntimeOn: 'Manual' },
      code: { type: 'zip', blob: { size: 'first'.length } },
    })
    expect(new Set(blobs.map(({ size }) => size))).toEqual(new Set(['first'.length, 'second'.length]))
  })

  test('an alias keeps its weights and its policy, and a mapping on it is found', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('aliased')
    lambda.publish('aliased')
    const RoutingConfig = { AdditionalVersionWeights: { '1': 0.1 } }
    one.aliases.push({ Name: 'live', FunctionVersion: '1', RoutingConfig, RevisionId: 'volatile' })
    one.policies.set('live', { Statement: [{ Sid: 'z' }, { Sid: 'a' }] })
    lambda.mappings = [{ UUID: 'm1', FunctionArn: lambda.arn('aliased', 'live'), State: 'Enabled' }]
    const { content, observed } = await captured(region, 'aliased')
    expect(content.aliases).toEqual([
      {
        name: 'live',
        configuration: { Name: 'live', FunctionVersion: '1', RoutingConfig },
        policy: { Statement: [{ Sid: 'a' }, { Sid: 'z' }] },
      },
    ])
    expect(observed).toMatchObject({ aliases: { live: { RevisionId: 'volatile' } } })
    expect(content.eventSourceMappings?.map((mapping) => mapping['UUID'])).toEqual(['m1'])
  })

  test('layers of $LATEST and of versions are there once each, with their bytes', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const old = lambda.addLayer('old', 'old bytes')
    const current = lambda.addLayer('new', 'new bytes')
    lambda.create('layered', { Layers: [{ Arn: old }] })
    lambda.publish('layered')
    lambda.update('layered', { Layers: [{ Arn: current }] })
    const { content } = await captured(region, 'layered')
    expect(content.layers?.map(({ arn, blob }) => [arn, blob?.size])).toEqual([
      [current, 'new bytes'.length],
      [old, 'old bytes'.length],
    ])
  })

  test('a layer of this account has its policy, also when its bytes are known; that of another account is not asked for', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const own = lambda.addLayer('own', 'bytes')
    const foreign = own.replace(ACCOUNT, '999999999999')
    lambda.layers.set(foreign, lambda.layers.get(own)!)
    lambda.layerPolicies.set(own, { Statement: [{ Sid: 'b' }, { Sid: 'a' }] })
    lambda.create('layered', { Layers: [{ Arn: own }, { Arn: foreign }] })
    const policiesOf = async () =>
      (await captured(region, 'layered')).content.layers?.map((layer) => [layer.arn, layer.policy])
    expect(await policiesOf()).toEqual([
      [own, { Statement: [{ Sid: 'a' }, { Sid: 'b' }] }],
      [foreign, undefined],
    ])
    lambda.layerPolicies.clear()
    lambda.calls.length = 0
    expect(await policiesOf()).toEqual([
      [own, null],
      [foreign, undefined],
    ])
    expect(lambda.operations()).not.toContain('GetLayerVersionByArn')
  })

  test('an image is recorded by its URI and its digest, and is not asked for what images have not', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('image', { PackageType: 'Image', CodeSha256: 'aa', CodeSize: 0 })
    one.code = { ImageUri: 'ecr/app:1', ResolvedImageUri: 'ecr/app@sha256:aa' }
    lambda.publish('image')
    const { content, gaps } = await captured(region, 'image')
    const code = { type: 'image', uri: 'ecr/app:1', resolvedUri: 'ecr/app@sha256:aa' }
    expect(gaps).toEqual([])
    expect(content).toMatchObject({ code, codeSigning: null, runtimeManagement: null, versions: [{ code }] })
    expect(lambda.operations()).not.toContain('GetRuntimeManagementConfig')
    expect(lambda.operations()).not.toContain('GetFunctionCodeSigningConfig')
  })

  test('the image of a published version is asked for once in its life', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('image', { PackageType: 'Image', CodeSha256: 'aa', CodeSize: 0 })
    one.code = { ImageUri: 'ecr/app:1' }
    lambda.publish('image')
    await captured(region, 'image')
    lambda.update('image', { Description: 'changed' })
    lambda.calls.length = 0
    const { content } = await captured(region, 'image')
    expect(content.versions?.[0]?.code).toEqual({ type: 'image', uri: 'ecr/app:1' })
    expect(lambda.calls).not.toContainEqual({ operation: 'GetFunction', target: 'image:1' })
  })

  test('the image of a version is asked for again when its function was created again', async () => {
    const region = fakeRegion()
    const create = async (tag: string) => {
      const one = region.lambda.create('image', { PackageType: 'Image', CodeSha256: tag, CodeSize: 0 })
      one.code = { ImageUri: `ecr/app:${tag}` }
      region.lambda.publish('image')
      return (await captured(region, 'image')).content.versions?.[0]?.code
    }
    expect(await create('aa')).toEqual({ type: 'image', uri: 'ecr/app:aa' })
    expect(await create('bb')).toEqual({ type: 'image', uri: 'ecr/app:bb' })
  })

  test('the role is there with its policies; those of the customer with their document', async () => {
    const region = fakeRegion()
    region.lambda.create('roled')
    const name = 'roled-role'
    region.surroundings.roles.set(name, { RoleName: name, RoleLastUsed: { Region: 'x' } })
    region.surroundings.inline.set(name, [{ PolicyName: 'b' }, { PolicyName: 'a' }])
    const own = `arn:aws:iam::${ACCOUNT}:policy/own`
    const ofAws = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    region.surroundings.attached.set(name, [{ PolicyArn: own }, { PolicyArn: ofAws }])
    region.surroundings.policies.set(own, { PolicyDocument: { Statement: [] } })
    const { content } = await captured(region, 'roled')
    expect(content.role).toEqual({
      RoleName: name,
      InlinePolicies: [{ PolicyName: 'a' }, { PolicyName: 'b' }],
      AttachedPolicies: [{ PolicyArn: own, PolicyDocument: { Statement: [] } }, { PolicyArn: ofAws }],
    })
  })

  test('a function in a VPC is placed: subnets with zone and kind of zone, networks in order', async () => {
    const region = fakeRegion()
    region.lambda.create('placed', {
      VpcConfig: { SubnetIds: ['s2', 's1'], SecurityGroupIds: ['g2', 'g1'], VpcId: 'v' },
    })
    region.surroundings.zones = [{ ZoneName: 'eu-west-1-lhr-1a', ZoneType: 'local-zone' }]
    const subnet = { SubnetId: 's1', VpcId: 'v', AvailabilityZone: 'eu-west-1-lhr-1a' }
    region.surroundings.subnets = [{ ...subnet, AvailableIpAddressCount: 7 }]
    const { content } = await captured(region, 'placed')
    expect(content.placement).toEqual([{ ...subnet, ZoneType: 'local-zone' }])
    expect(content.configuration['VpcConfig']).toEqual({
      SubnetIds: ['s1', 's2'],
      SecurityGroupIds: ['g1', 'g2'],
      VpcId: 'v',
    })
  })

  test('code signing, log group, urls, asynchronous and provisioned settings are there without what changes by itself', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('rich', { LoggingConfig: { LogGroup: '/custom' } })
    lambda.publish('rich')
    one.codeSigningArn = 'arn:csc'
    lambda.codeSigningConfigs.push({ CodeSigningConfigArn: 'arn:csc', LastModified: 'now' })
    one.urls.push({ FunctionArn: lambda.arn('rich'), AuthType: 'NONE', LastModifiedTime: 'now' })
    one.eventInvoke.push({ FunctionArn: lambda.arn('rich'), MaximumRetryAttempts: 1 })
    one.provisioned.push({ FunctionArn: 'a', RequestedProvisionedConcurrentExecutions: 3, Status: 'READY' })
    one.reservedConcurrency = 5
    region.surroundings.logGroups = [{ logGroupName: '/custom', retentionInDays: 7, storedBytes: 99 }]
    const { content } = await captured(region, 'rich')
    expect(content).toMatchObject({ reservedConcurrency: 5 })
    expect(content.codeSigning).toEqual({ CodeSigningConfigArn: 'arn:csc' })
    expect(content.urls).toEqual([{ FunctionArn: lambda.arn('rich'), AuthType: 'NONE' }])
    expect(content.eventInvoke).toHaveLength(1)
    expect(content.provisionedConcurrency).toEqual([
      { FunctionArn: 'a', RequestedProvisionedConcurrentExecutions: 3 },
    ])
    expect(content.logGroup).toEqual({ logGroupName: '/custom', retentionInDays: 7 })
  })

  test('only functions on a capacity provider are asked for their scaling', async () => {
    const region = fakeRegion()
    const one = region.lambda.create('managed', { CapacityProviderConfig: { x: 1 } })
    one.scaling.set('', {
      RequestedFunctionScalingConfig: { Min: 1 },
      AppliedFunctionScalingConfig: { Min: 0 },
    })
    const { content } = await captured(region, 'managed')
    expect(content.scaling).toEqual({ RequestedFunctionScalingConfig: { Min: 1 } })
  })

  test('the capacity providers of $LATEST and of versions are there once each, without their state', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const on = (CapacityProviderArn: string) => ({
      CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn } },
    })
    for (const arn of ['arn:a', 'arn:b'])
      lambda.capacityProviders.set(arn, { CapacityProviderArn: arn, State: 'Active', KmsKeyArn: 'arn:key' })
    lambda.create('managed', on('arn:b'))
    lambda.publish('managed')
    lambda.publish('managed', on('arn:a'))
    const { content } = await captured(region, 'managed')
    expect(content.capacityProviders).toEqual([
      { CapacityProviderArn: 'arn:a', KmsKeyArn: 'arn:key' },
      { CapacityProviderArn: 'arn:b', KmsKeyArn: 'arn:key' },
    ])
  })

  test('the key of a package encrypted by the customer is recorded with the code', async () => {
    const region = fakeRegion()
    region.lambda.create('keyed').code = { SourceKMSKeyArn: 'arn:key' }
    const { content } = await captured(region, 'keyed')
    expect(content.code).toMatchObject({ type: 'zip', sourceKmsKeyArn: 'arn:key' })
  })
})

describe('a part that cannot be read', () => {
  const DENIED = new AccessDeniedError('denied')

  test.each([
    ['GetPolicy', 'policy'],
    ['ListAliases', 'aliases'],
    ['ListFunctionUrlConfigs', 'urls'],
    ['ListFunctionEventInvokeConfigs', 'eventInvoke'],
    ['GetFunctionCodeSigningConfig', 'codeSigning'],
    ['GetRuntimeManagementConfig', 'runtimeManagement'],
    ['GetFunctionRecursionConfig', 'recursion'],
    ['GetFunctionScalingConfig', 'scaling'],
    ['ListEventSourceMappings', 'eventSourceMappings'],
    ['ListVersionsByFunction', 'versions'],
  ] as const)('%s denied is a gap `%s`, and the part is missing', async (operation, part) => {
    const region = fakeRegion()
    region.lambda.create('denied', { CapacityProviderConfig: { x: 1 } })
    region.lambda.before = failing({ [operation]: DENIED })
    const point = await captured(region, 'denied')
    expect(gapsOf(point)).toEqual([`${part}: access-denied`])
    expect(point.content).not.toHaveProperty(part)
  })

  test.each([
    ['GetRole', 'role'],
    ['ListRolePolicies', 'role/InlinePolicies'],
    ['ListAttachedRolePolicies', 'role/AttachedPolicies'],
    ['GetPolicy', 'role/AttachedPolicies/arn:aws:iam::1:policy/own'],
    ['DescribeLogGroups', 'logGroup'],
    ['DescribeSubnets', 'placement'],
  ] as const)('%s denied is a gap `%s`', async (operation, part) => {
    const region = fakeRegion()
    region.lambda.create('denied', { VpcConfig: { SubnetIds: ['s'] } })
    region.surroundings.roles.set('denied-role', { RoleName: 'denied-role' })
    region.surroundings.attached.set('denied-role', [{ PolicyArn: 'arn:aws:iam::1:policy/own' }])
    region.surroundings.before = failing({ [operation]: DENIED })
    expect(gapsOf(await captured(region, 'denied'))).toEqual([`${part}: access-denied`])
  })

  test('of a version, an alias or a layer is a gap that names which', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const layer = lambda.addLayer('foreign', 'bytes')
    const LambdaManagedInstancesCapacityProviderConfig = { CapacityProviderArn: 'arn:cp' }
    const CapacityProviderConfig = { LambdaManagedInstancesCapacityProviderConfig }
    lambda.create('parts', { Layers: [{ Arn: layer }], CapacityProviderConfig })
    lambda.publish('parts')
    lambda.get('parts').aliases.push({ Name: 'live', FunctionVersion: '1' })
    lambda.before = failing({
      'GetPolicy parts:1': DENIED,
      'GetPolicy parts:live': DENIED,
      'GetRuntimeManagementConfig parts:1': new UnsupportedError('unknown API'),
      'GetFunctionScalingConfig parts:1': new ThrottledError('slow down'),
      GetLayerVersionByArn: DENIED,
      GetLayerVersionPolicy: DENIED,
      GetCapacityProvider: DENIED,
      ListProvisionedConcurrencyConfigs: DENIED,
    })
    const point = await captured(region, 'parts')
    expect(gapsOf(point)).toEqual([
      'aliases/live/policy: access-denied',
      'capacityProviders/arn:cp: access-denied',
      `layers/${layer}: access-denied`,
      `layers/${layer}/policy: access-denied`,
      'provisionedConcurrency: access-denied',
      'versions/1/policy: access-denied',
      'versions/1/runtimeManagement: unsupported',
      'versions/1/scaling: throttled',
    ])
    expect(point.content.layers).toEqual([{ arn: layer, description: {} }])
  })

  test('tags that GetFunction could not get are a gap', async () => {
    const region = fakeRegion()
    region.lambda.create('tagged').tagsError = { ErrorCode: 'AccessDeniedException', Message: 'no' }
    const point = await captured(region, 'tagged')
    expect(gapsOf(point)).toEqual(['tags: access-denied'])
    expect(point.content).not.toHaveProperty('tags')
  })

  test('an environment or a filter under a key that the reader may not use is a gap, and what AWS says instead is not kept', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const Error = { ErrorCode: 'AccessDeniedException', Message: 'kms' }
    lambda.create('locked', { Environment: { Error } })
    lambda.mappings = [
      { UUID: 'm', FunctionArn: lambda.arn('locked'), State: 'Enabled', FilterCriteriaError: Error },
    ]
    const point = await captured(region, 'locked')
    expect(gapsOf(point)).toEqual([
      'configuration/Environment: key-denied',
      'eventSourceMappings/m/FilterCriteria: key-denied',
    ])
    expect(point.content.configuration).not.toHaveProperty('Environment')
    expect(point.content.eventSourceMappings?.[0]).not.toHaveProperty('FilterCriteriaError')
  })

  test('code of reference mode is recorded by its object in S3, and is a gap', async () => {
    const region = fakeRegion()
    const one = region.lambda.create('referenced')
    one.code = { ResolvedS3Object: { S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: 'v' } }
    region.lambda.publish('referenced')
    region.packages.replace(one.configuration['CodeSha256'] as string, undefined)
    const point = await captured(region, 'referenced')
    const code = { type: 'reference', bucket: 'b', key: 'k', versionId: 'v' }
    expect(point.content).toMatchObject({ code, versions: [{ code }] })
    expect(gapsOf(point)).toEqual(['code: reference-mode', 'versions/1/code: reference-mode'])
    expect(point.blobs).toEqual([])
  })

  test('a layer of reference mode is a gap', async () => {
    const region = fakeRegion()
    const arn = region.lambda.addLayer('referenced', 'x')
    const layer = region.lambda.layers.get(arn)!
    layer.content = { ...layer.content, ResolvedS3Object: { S3Bucket: 'b', S3Key: 'k' } }
    region.lambda.create('user', { Layers: [{ Arn: arn }] })
    expect(gapsOf(await captured(region, 'user'))).toEqual([`layers/${arn}: reference-mode`])
  })

  test('code that Lambda may not decrypt is a gap `key-denied`', async () => {
    const region = fakeRegion()
    const one = region.lambda.create('locked')
    one.code = { Error: { ErrorCode: 'KMSAccessDeniedException', Message: 'no' } }
    one.hasLocation = false
    const point = await captured(region, 'locked')
    expect(gapsOf(point)).toEqual(['code: key-denied'])
    expect(point.content).not.toHaveProperty('code')
  })

  test('a failure of GetFunction itself is an error, and nothing is written', async () => {
    const region = fakeRegion()
    region.lambda.create('denied')
    region.lambda.before = failing({ GetFunction: DENIED })
    await expect(region.capture('denied')).rejects.toBe(DENIED)
    expect([...region.store.objects.keys()]).toEqual(['vault.json'])
  })

  test('is no gap when it is the credentials that AWS does not know any more', async () => {
    const region = fakeRegion()
    region.lambda.create('expired')
    const evidence = { awsError: 'ExpiredTokenException' }
    region.surroundings.before = failing({ GetRole: new AccessDeniedError('expired', { evidence }) })
    await expect(region.capture('expired')).rejects.toThrow('expired')
  })

  test('a programming error is no gap', async () => {
    const region = fakeRegion()
    region.lambda.create('buggy')
    region.lambda.before = failing({ GetPolicy: new TypeError('a bug') })
    await expect(region.capture('buggy')).rejects.toThrow('a bug')
  })
})
