import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { GapLog } from '../../../shared/model/gaps.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { FunctionContent } from '../../../shared/model/manifest.ts'
import { readReferences } from '../../../shared/triggers/read-references.ts'

const HERE = 'eu-west-1:123456789012'
const QUEUE = `arn:aws:sqs:${HERE}:failed`
const KEY = `arn:aws:kms:${HERE}:key/1`
const ROLE = 'arn:aws:iam::123456789012:role/r'
const LAYER = `arn:aws:lambda:${HERE}:layer:shared:1`
const SECRET = `arn:aws:secretsmanager:${HERE}:secret:db/password-AbCdEf`
const PARAMETER = `arn:aws:ssm:${HERE}:parameter/app/limit`

function content(configuration: JsonObject, more: Partial<FunctionContent> = {}): FunctionContent {
  return { configuration: { FunctionArn: `arn:aws:lambda:${HERE}:function:bill`, ...configuration }, ...more }
}

/** Reads the references of a function; `answers` by ARN, by default everything is there. */
async function read(of: FunctionContent, answers: Record<string, Error | 'gone'> = {}, gaps = new GapLog()) {
  const asked: string[] = []
  const facts = async (arn: string) => {
    asked.push(arn)
    const answer = answers[arn]
    if (answer instanceof Error) throw answer
    return answer === 'gone' ? undefined : {}
  }
  const references = await readReferences({ facts }, of, gaps)
  return { references, asked, gaps: gaps.all.map(({ part, reason }) => `${part}: ${reason}`) }
}

describe('the references of a function', () => {
  test.each([
    ['dead-letter target', content({ DeadLetterConfig: { TargetArn: QUEUE } }), QUEUE],
    ['key', content({ KMSKeyArn: KEY }), KEY],
    [
      'key of the code',
      content({}, { code: { type: 'zip', blob: { sha256: '', size: 0 }, sourceKmsKeyArn: KEY } }),
      KEY,
    ],
    ['key of filters', content({}, { eventSourceMappings: [{ KMSKeyArn: KEY }] }), KEY],
    [
      'file system',
      content({ FileSystemConfigs: [{ Arn: `arn:aws:elasticfilesystem:${HERE}:access-point/a` }] }),
      `arn:aws:elasticfilesystem:${HERE}:access-point/a`,
    ],
    [
      'destination on success',
      content({}, { eventInvoke: [{ DestinationConfig: { OnSuccess: { Destination: QUEUE } } }] }),
      QUEUE,
    ],
    [
      'destination on failure',
      content({}, { eventInvoke: [{ DestinationConfig: { OnFailure: { Destination: QUEUE } } }] }),
      QUEUE,
    ],
    [
      'destination on failure',
      content({}, { eventSourceMappings: [{ DestinationConfig: { OnFailure: { Destination: QUEUE } } }] }),
      QUEUE,
    ],
    [
      'secret of a source',
      content(
        {},
        { eventSourceMappings: [{ SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: SECRET }] }] },
      ),
      SECRET,
    ],
    ['secret', content({ Environment: { Variables: { DB: SECRET } } }), SECRET],
    ['parameter', content({ Environment: { Variables: { LIMIT: PARAMETER } } }), PARAMETER],
  ] satisfies [string, FunctionContent, string][])(
    'have its %s (%#), and whether it is there',
    async (as, of, arn) => {
      expect((await read(of)).references).toEqual([{ arn, as: [as], exists: true }])
      expect((await read(of, { [arn]: 'gone' })).references).toEqual([{ arn, as: [as], exists: false }])
    },
  )

  test('have those of published versions too', async () => {
    const versions = [{ version: '1', configuration: { KMSKeyArn: KEY, Role: ROLE } }]
    const { references } = await read(content({}, { versions }))
    expect(references.map(({ arn }) => arn)).toEqual([ROLE, KEY])
  })

  test('are told once each, in order of ARN, with all that they are', async () => {
    const of = content(
      { DeadLetterConfig: { TargetArn: QUEUE }, KMSKeyArn: KEY },
      { eventInvoke: [{ DestinationConfig: { OnFailure: { Destination: QUEUE } } }] },
    )
    const { references, asked } = await read(of)
    expect(references).toMatchObject([
      { arn: KEY },
      { arn: QUEUE, as: ['dead-letter target', 'destination on failure'] },
    ])
    expect(asked.toSorted()).toEqual([KEY, QUEUE])
  })

  test('that may not be looked at are a gap', async () => {
    const { references, gaps } = await read(content({ KMSKeyArn: KEY }), {
      [KEY]: new AccessDeniedError('no'),
    })
    expect(references).toEqual([{ arn: KEY, as: ['key'], exists: null }])
    expect(gaps).toEqual([`references/${KEY}: access-denied`])
  })

  test('that are no ARN are none: a Kafka topic, a subnet of a source', async () => {
    const mapping = {
      DestinationConfig: { OnFailure: { Destination: 'kafka://failed' } },
      SourceAccessConfigurations: [{ Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' }],
    }
    expect((await read(content({}, { eventSourceMappings: [mapping] }))).references).toEqual([])
  })
})

describe('values of the environment', () => {
  test('show the ARNs of secrets and parameters that stand in them, without key and version, and nothing else', async () => {
    const Variables = {
      URL: `https://user:hunter2@db.example/?secret=${SECRET}:password:AWSCURRENT:&next=1`,
      BOTH: `${PARAMETER}:3,${SECRET}`,
      TABLE: `arn:aws:dynamodb:${HERE}:table/orders`,
      TOKEN: 'AKIAIOSFODNN7EXAMPLE',
    }
    const { references } = await read(content({ Environment: { Variables } }))
    expect(references.map(({ arn }) => arn)).toEqual([SECRET, PARAMETER])
  })
})

describe('what the capture knows already', () => {
  test('costs no further call', async () => {
    const of = content(
      {
        Role: ROLE,
        CapacityProviderConfig: {
          LambdaManagedInstancesCapacityProviderConfig: {
            CapacityProviderArn: 'arn:aws:lambda:eu-west-1:123456789012:capacity-provider:p',
          },
        },
      },
      {
        role: { RoleName: 'r' },
        layers: [{ arn: LAYER, description: {} }],
        codeSigning: { CodeSigningConfigArn: `arn:aws:lambda:${HERE}:code-signing-config:csc-1` },
        capacityProviders: [
          { CapacityProviderArn: 'arn:aws:lambda:eu-west-1:123456789012:capacity-provider:p' },
        ],
      },
    )
    const { references, asked } = await read(of)
    expect(references.map(({ as, exists }) => [as[0], exists])).toEqual([
      ['execution role', true],
      ['capacity provider', true],
      ['code signing configuration', true],
      ['layer', true],
    ])
    expect(asked).toEqual([])
  })

  test('tells that a role is gone, or that it could not be read', async () => {
    expect((await read(content({ Role: ROLE }, { role: null }))).references).toMatchObject([
      { exists: false },
    ])
    expect((await read(content({ Role: ROLE }))).references).toMatchObject([{ exists: null }])
  })

  test.each([
    ['not-found', false],
    ['access-denied', null],
    ['reference-mode', true],
  ] as const)('tells of a layer with the gap %s whether it is there: %s', async (reason, exists) => {
    const gaps = new GapLog()
    gaps.add(`layers/${LAYER}`, reason, '')
    const of = content({}, { layers: [{ arn: LAYER, description: {} }] })
    expect((await read(of, {}, gaps)).references).toEqual([{ arn: LAYER, as: ['layer'], exists }])
  })

  test('tells of subnets only those that are missing', async () => {
    const of = content(
      { VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'] } },
      { placement: [{ SubnetId: 'subnet-1' }] },
    )
    const { references, asked } = await read(of, { [`arn:aws:ec2:${HERE}:subnet/subnet-2`]: 'gone' })
    expect(references).toEqual([
      { arn: `arn:aws:ec2:${HERE}:subnet/subnet-2`, as: ['subnet'], exists: false },
    ])
    expect(asked).toEqual([])
  })
})
