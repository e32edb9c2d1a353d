import { describe, expect, test } from '@jest/globals'
import { facts } from '../../../../shared/triggers/facts/lambda.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const PREFIX = 'arn:aws:lambda:eu-west-2:123456789012'
const KEY = 'arn:aws:kms:eu-west-2:123456789012:key/6f9f2a0e'
const where = { account: '123456789012', region: 'eu-west-2' }

const FUNCTION = `${PREFIX}:function:bill:live`
const PROVIDER = `${PREFIX}:capacity-provider:big`

const THINGS: readonly (readonly [what: string, arn: string, operation: string, input: object])[] = [
  [
    'function',
    `${PREFIX}:function:bill:live`,
    'GetFunction',
    { FunctionName: `${PREFIX}:function:bill:live` },
  ],
  ['layer', `${PREFIX}:layer:lib:3`, 'GetLayerVersionByArn', { Arn: `${PREFIX}:layer:lib:3` }],
  [
    'code signing configuration',
    `${PREFIX}:code-signing-config:csc-0a`,
    'GetCodeSigningConfig',
    { CodeSigningConfigArn: `${PREFIX}:code-signing-config:csc-0a` },
  ],
  [
    'capacity provider',
    `${PREFIX}:capacity-provider:big`,
    'GetCapacityProvider',
    { CapacityProviderName: 'big' },
  ],
]

describe('facts of what functions name of Lambda itself', () => {
  test.each(THINGS)('a %s is asked for in its region', async (_what, arn, operation, input) => {
    const aws = fakeAws({ [operation]: {} })
    expect(await facts.read(aws, arn)).toEqual(where)
    expect(aws.calls).toEqual([{ operation, region: 'eu-west-2', input }])
  })

  test.each(THINGS)('a %s that is gone does not exist', async (_what, arn, operation) => {
    const aws = fakeAws({ [operation]: awsError('ResourceNotFoundException') })
    expect(await facts.read(aws, arn)).toBeUndefined()
  })

  test('a function’s key is kept, and nothing of its code or environment', async () => {
    const GetFunction = {
      Configuration: { KMSKeyArn: KEY, Environment: { Variables: { TOKEN: 's3cret' } } },
      Code: { Location: 'https://presigned.example' },
    }
    expect(await facts.read(fakeAws({ GetFunction }), FUNCTION)).toEqual({ ...where, key: KEY })
  })

  test('a capacity provider’s key is kept', async () => {
    const aws = fakeAws({ GetCapacityProvider: { CapacityProvider: { KmsKeyArn: KEY } } })
    expect(await facts.read(aws, PROVIDER)).toEqual({ ...where, key: KEY })
  })

  test('anything else of Lambda is unsupported', async () => {
    const read = facts.read(fakeAws({}), `${PREFIX}:event-source-mapping:6f9f2a0e`)
    await expect(read).rejects.toMatchObject({ name: 'UnsupportedError' })
  })
})
