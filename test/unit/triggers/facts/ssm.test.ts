import { describe, expect, test } from '@jest/globals'
import type { DescribeParametersCommandInput, DescribeParametersCommandOutput } from '@aws-sdk/client-ssm'
import { facts } from '../../../../shared/triggers/facts/ssm.ts'
import { fakeAws } from '../../../fakes/fake-aws.ts'

const HOME = 'arn:aws:ssm:eu-west-1:123456789012:parameter'
const parameter = { Type: 'SecureString', Tier: 'Standard', KeyId: 'alias/aws/ssm', Version: 3 } as const

/** One parameter of this account on its second page, and one that is shared with it. */
function store() {
  return fakeAws({
    DescribeParameters: ({
      NextToken,
      Shared,
    }: DescribeParametersCommandInput): Partial<DescribeParametersCommandOutput> => {
      if (Shared === true)
        return { Parameters: [{ ...parameter, ARN: `${HOME.replace('1234', '9999')}/theirs` }] }
      if (NextToken === undefined) return { Parameters: [], NextToken: '2' }
      return { Parameters: [{ ...parameter, ARN: `${HOME}/app/db`, Name: '/app/db' }] }
    },
  })
}

describe('facts of a parameter', () => {
  test('are its type and key, from whichever page; its value is never asked for', async () => {
    const aws = store()
    expect(await facts.read(aws, `${HOME}/app/db`)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: 'alias/aws/ssm',
      facts: { Type: 'SecureString', Tier: 'Standard' },
    })
    expect(new Set(aws.calls.map(({ operation }) => operation))).toEqual(new Set(['DescribeParameters']))
  })

  test.each([
    ['/app/db', ['/app/db']],
    ['/db', ['db', '/db']],
  ])('of ARN parameter%s are asked for by name', async (path, Values) => {
    const aws = store()
    await facts.read(aws, HOME + path)
    expect(aws.calls[0]?.input).toMatchObject({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }],
    })
  })

  test('of another account are found among those that are shared', async () => {
    expect(await facts.read(store(), `${HOME.replace('1234', '9999')}/theirs`)).toMatchObject({
      account: '999956789012',
    })
  })

  test('that is gone are none', async () => {
    expect(await facts.read(store(), `${HOME}/gone`)).toBeUndefined()
  })
})
