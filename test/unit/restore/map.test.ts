import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../../shared/model/json.ts'
import { createNaming } from '../../../shared/restore/naming.ts'
import { parseMap } from '../../../shared/restore/parse-map.ts'
import { writeMap } from '../../../shared/restore/write-map.ts'

const source = { account: '111111111111', zone: 'eu-west-1', kind: 'function', name: 'orders' } as const
const target = { account: '222222222222', zone: 'us-east-2', kind: 'function', name: 'orders-2' } as const
const MOVED = createNaming({}, { source, target })

describe('names of a point at another place', () => {
  test.each([
    [
      'the function',
      'arn:aws:lambda:eu-west-1:111111111111:function:orders',
      'arn:aws:lambda:us-east-2:222222222222:function:orders-2',
    ],
    [
      'its version',
      'arn:aws:lambda:eu-west-1:111111111111:function:orders:3',
      'arn:aws:lambda:us-east-2:222222222222:function:orders-2:3',
    ],
    [
      'another function',
      'arn:aws:lambda:eu-west-1:111111111111:function:bill',
      'arn:aws:lambda:us-east-2:222222222222:function:bill',
    ],
    ['a role', 'arn:aws:iam::111111111111:role/path/orders', 'arn:aws:iam::222222222222:role/path/orders'],
    ['a bucket', 'arn:aws:s3:::uploads', 'arn:aws:s3:::uploads'],
    [
      'a layer of somebody else',
      'arn:aws:lambda:eu-west-1:999999999999:layer:x:3',
      'arn:aws:lambda:us-east-2:999999999999:layer:x:3',
    ],
    ['a service principal of the region', 'logs.eu-west-1.amazonaws.com', 'logs.us-east-2.amazonaws.com'],
    ['a service principal of every region', 'sns.amazonaws.com', 'sns.amazonaws.com'],
    ['the account', '111111111111', '222222222222'],
    [
      'an image',
      '111111111111.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:ab',
      '222222222222.dkr.ecr.us-east-2.amazonaws.com/app@sha256:ab',
    ],
    [
      'an ARN within JSON',
      '{"a":"arn:aws:sqs:eu-west-1:111111111111:q"}',
      '{"a":"arn:aws:sqs:us-east-2:222222222222:q"}',
    ],
    ['any other text', 'index.handler', 'index.handler'],
  ])('%s follows its place', (_what, before, after) => {
    expect(MOVED.text(before)).toBe(after)
  })

  test('what the map names exactly wins over the place, and a role may be named by its name', () => {
    const key = 'arn:aws:kms:eu-west-1:111111111111:key/1'
    const map = {
      key: { [key]: 'arn:aws:kms:us-east-2:222222222222:key/2' },
      role: { orders: 'other' },
      subnet: { 'subnet-1': 'subnet-2' },
    }
    const { text } = createNaming(map, { source, target: { ...target, account: source.account } })
    expect(text(key)).toBe('arn:aws:kms:us-east-2:222222222222:key/2')
    expect(text('arn:aws:iam::111111111111:role/path/orders')).toBe('arn:aws:iam::111111111111:role/other')
    expect(text('subnet-1')).toBe('subnet-2')
  })

  test('a region of another partition changes the partition', () => {
    const { text } = createNaming({}, { source, target: { ...target, zone: 'cn-north-1' } })
    expect(text('arn:aws:sqs:eu-west-1:111111111111:q')).toBe('arn:aws-cn:sqs:cn-north-1:222222222222:q')
  })

  test('the value of an environment variable changes only when the map names it', () => {
    const arn = 'arn:aws:sqs:eu-west-1:111111111111:q'
    expect(MOVED.variable(arn)).toBe(arn)
    expect(createNaming({ arn: { [arn]: 'x' } }, { source, target }).variable(arn)).toBe('x')
  })

  test('names stay as they are where nothing is mapped and nothing moves', () => {
    const value: JsonObject = {
      a: ['arn:aws:lambda:eu-west-1:111111111111:function:orders:3', 'logs.eu-west-1.amazonaws.com'],
    }
    expect(createNaming({}, { source, target: source }).value(value)).toEqual(value)
  })
})

describe('the file of --map', () => {
  test('is YAML, and account ids stay text', () => {
    expect(parseMap('account:\n  111111111111: 022222222222\n', 'map.yml')).toEqual({
      account: { '111111111111': '022222222222' },
    })
    expect(parseMap('', 'map.yml')).toEqual({})
  })

  test.each([
    [
      'a section that is not known',
      'role:\n  a: b\nrolls:\n  a: b\n',
      /map\.yml, line 3: rolls is not known\. Did you mean "role"\?/,
    ],
    [
      'a value that is no text',
      'role:\n  a: b\nsubnet:\n  x:\n    - y\n',
      /map\.yml, line 4: subnet\.x must be text/,
    ],
    ['what is no YAML', 'role:\n  a: "b\n', /map\.yml, line 3/],
  ])('with %s is refused by line', (_what, text, message) => {
    expect(() => parseMap(text, 'map.yml')).toThrow(message)
  })

  test('is written from a point: everything that it names maps to itself', () => {
    const configuration = {
      Role: 'arn:aws:iam::111111111111:role/orders',
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Layers: [{ Arn: 'arn:aws:lambda:eu-west-1:111111111111:layer:money:3' }],
      KMSKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1',
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111111111111:dead' },
    }
    const text = writeMap([{ resource: source, content: { configuration } }])
    expect(text).toMatch(/^# How names of the recovery point/)
    expect(parseMap(text, 'map.yml')).toEqual({
      account: { '111111111111': '111111111111' },
      region: { 'eu-west-1': 'eu-west-1' },
      role: { [configuration.Role]: configuration.Role },
      subnet: { 'subnet-1': 'subnet-1' },
      securityGroup: { 'sg-1': 'sg-1' },
      key: { [configuration.KMSKeyArn]: configuration.KMSKeyArn },
      layer: {
        'arn:aws:lambda:eu-west-1:111111111111:layer:money:3':
          'arn:aws:lambda:eu-west-1:111111111111:layer:money:3',
      },
      arn: { 'arn:aws:sqs:eu-west-1:111111111111:dead': 'arn:aws:sqs:eu-west-1:111111111111:dead' },
    })
  })
})
