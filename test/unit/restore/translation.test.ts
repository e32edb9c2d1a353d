import { describe, expect, test } from '@jest/globals'
import * as lambda from '@aws-sdk/client-lambda'
import type { JsonValue } from '../../../shared/model/json.ts'
import { plainObject } from '../../../shared/aws/plain-json.ts'
import {
  NOT_SETTABLE,
  SETTABLE,
  SET_AT_CREATION,
  creationInput,
  updateInput,
} from '../../../shared/restore/configuration-input.ts'
import {
  MAPPING_REST,
  MAPPING_SETTINGS,
  MAPPING_SOURCE,
  mappingCreation,
  mappingSettings,
  mappingUpdate,
} from '../../../shared/restore/mapping-input.ts'
import { permissionInput } from '../../../shared/restore/permission-input.ts'
import { hasMember, membersOf, sampleShape } from '../capture/sample-shape.ts'

/** Every path to a leaf of a value; elements of lists and entries of maps are the list's or the map's own. */
function paths(value: JsonValue, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')]
  return Object.entries(value).flatMap(([name, inner]) =>
    name.startsWith('key of ') ? [path.join('.')] : paths(inner, [...path, name]),
  )
}

const configuration = plainObject(sampleShape(lambda.FunctionConfiguration$))
const mapping = plainObject(sampleShape(lambda.EventSourceMappingConfiguration$))

describe('every member that the installed client knows', () => {
  test('of a configuration is given back, or has a reason why not', () => {
    const known = [...Object.keys(SETTABLE), ...SET_AT_CREATION, ...Object.keys(NOT_SETTABLE)]
    expect(known.toSorted()).toEqual(membersOf(lambda.FunctionConfiguration$).toSorted())
  })

  test('of an event source mapping is given back, or has a reason why not', () => {
    const known = [...MAPPING_SETTINGS, ...MAPPING_SOURCE, ...Object.keys(MAPPING_REST)]
    expect(known.toSorted()).toEqual(membersOf(lambda.EventSourceMappingConfiguration$).toSorted())
  })

  test.each([
    ['CreateFunction', lambda.CreateFunctionRequest$, creationInput(configuration, 'x')],
    [
      'UpdateFunctionConfiguration',
      lambda.UpdateFunctionConfigurationRequest$,
      updateInput(configuration, 'x'),
    ],
    [
      'UpdateFunctionConfiguration of nothing',
      lambda.UpdateFunctionConfigurationRequest$,
      updateInput({}, 'x'),
    ],
    [
      'UpdateFunctionConfiguration of an image',
      lambda.UpdateFunctionConfigurationRequest$,
      updateInput({ PackageType: 'Image' }, 'x'),
    ],
    [
      'CreateEventSourceMapping',
      lambda.CreateEventSourceMappingRequest$,
      mappingCreation(mapping, { start: 'at-capture', takenAt: '2026-01-01T00:00:00Z' }),
    ],
    ['UpdateEventSourceMapping', lambda.UpdateEventSourceMappingRequest$, mappingSettings(mapping)],
  ])('that %s is told is one that it takes', (_operation, shape, input) => {
    expect(paths(input).filter((path) => !hasMember(shape, path))).toEqual([])
  })

  test('of CreateFunction and UpdateFunctionConfiguration is used, or has a reason why not', () => {
    const used = Object.keys({ ...creationInput(configuration, 'x'), ...updateInput(configuration, 'x') })
    const left = [
      ...membersOf(lambda.CreateFunctionRequest$),
      ...membersOf(lambda.UpdateFunctionConfigurationRequest$),
    ]
    // Code and tags are given beside it, signing by a call of its own; versions are published step by step; the
    // revision would refuse what another process changed meanwhile, which the journal sees to.
    const beside = ['Code', 'Tags', 'CodeSigningConfigArn', 'Publish', 'PublishTo', 'RevisionId']
    expect([...new Set(left)].filter((member) => !used.includes(member)).toSorted()).toEqual(
      beside.toSorted(),
    )
  })
})

describe('an update', () => {
  test('clears what the point does not have, for what is left out stays as it is', () => {
    expect(updateInput({ Timeout: 3 }, 'x')).toMatchObject({
      Environment: { Variables: {} },
      Layers: [],
      KMSKeyArn: '',
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      DeadLetterConfig: { TargetArn: '' },
      FileSystemConfigs: [],
      Description: '',
    })
  })

  test('of an image names no layers, which images cannot have', () => {
    expect(updateInput({ PackageType: 'Image' }, 'x')).not.toHaveProperty('Layers')
  })
})

describe('a stream mapping begins', () => {
  const stream = { EventSourceArn: 'arn:aws:kinesis:eu-west-1:1:stream/a', StartingPosition: 'LATEST' }
  const takenAt = '2026-01-01T00:00:00Z'

  test.each([
    ['latest', stream, { StartingPosition: 'LATEST' }],
    ['trim-horizon', stream, { StartingPosition: 'TRIM_HORIZON' }],
    ['at-capture', stream, { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: takenAt }],
    [
      'at-capture',
      { ...stream, EventSourceArn: 'arn:aws:dynamodb:eu-west-1:1:table/a/stream/b' },
      { StartingPosition: 'TRIM_HORIZON' },
    ],
  ] as const)('%s: %j', (start, mapping, expected) => {
    expect(mappingCreation(mapping, { start, takenAt })).toMatchObject(expected)
  })

  test('as before where it is left over, and what it has besides is cleared', () => {
    const left = { EventSourceArn: 'q', FilterCriteria: { Filters: [] }, BatchSize: 5 }
    expect(mappingUpdate({ EventSourceArn: 'q', BatchSize: 9 }, left)).toEqual({
      BatchSize: 9,
      FilterCriteria: {},
      Enabled: false,
    })
  })

  test('nowhere when it is of a queue', () => {
    const queue = mappingCreation(
      { EventSourceArn: 'arn:aws:sqs:eu-west-1:1:a' },
      { start: 'at-capture', takenAt },
    )
    expect(queue).not.toHaveProperty('StartingPosition')
    expect(queue).toHaveProperty('Enabled', false)
  })
})

describe('a statement of a policy', () => {
  const statement = { Sid: 's', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn' }

  test.each([
    [
      { Service: 's3.amazonaws.com' },
      { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' }, StringEquals: { 'AWS:SourceAccount': '1' } },
      { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b', SourceAccount: '1' },
    ],
    [
      '*',
      { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
      { Principal: '*', FunctionUrlAuthType: 'NONE' },
    ],
    [
      '*',
      { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      { Principal: '*', InvokedViaFunctionUrl: true },
    ],
    [
      { AWS: 'arn:aws:iam::1:root' },
      { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      { Principal: 'arn:aws:iam::1:root', PrincipalOrgID: 'o-1' },
    ],
    [
      { Service: 'alexa-appkit.amazon.com' },
      { StringEquals: { 'lambda:EventSourceToken': 'skill' } },
      { Principal: 'alexa-appkit.amazon.com', EventSourceToken: 'skill' },
    ],
  ])('of %j is made by AddPermission', (Principal, Condition, expected) => {
    expect(permissionInput({ ...statement, Principal, Condition })).toEqual({
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      ...expected,
    })
  })

  test.each([
    ['a principal that was deleted', { Principal: { AWS: 'AIDAEXAMPLE' } }],
    ['another condition', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
    ['a denial', { Principal: '*', Effect: 'Deny' }],
  ])('with %s cannot be made', (_what, more) => {
    expect(permissionInput({ ...statement, ...more })).toBeUndefined()
  })
})
