import { describe, expect, test } from '@jest/globals'
import { checkCopies } from '../../../infrastructure/copy-parameters.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1'
const COPY = { CopyBucket: 'copy', CopyKeyArn: KEY, CopyRegion: 'eu-central-1', CopyBy: 'replication' }
const OFF = { CopyBucket: '', CopyKeyArn: '', CopyRegion: '', CopyBy: 'replication' }

function check(values: Readonly<Record<string, string>>, copies?: string): void {
  const plan = copies === undefined ? '{ }' : `{ copies: [${copies}] }`
  const text = `version: 1
schedules: { quick: rate(6 hours), deep: rate(7 days) }
plans: { one: ${plan} }
`
  const given = Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }))
  checkCopies(given, text, NOW)
}

describe('A deployment', () => {
  test.each([
    ['without a copy that nobody asks for', OFF, undefined],
    ['with one that nobody asks for', COPY, undefined],
    ['with the one that a plan asks for', COPY, '{ region: eu-central-1 }'],
    [
      'with one in the account that it asks for',
      { ...COPY, CopyAccount: '111122223333' },
      "{ region: eu-central-1, account: '111122223333' }",
    ],
    ['that copies by plan', { ...COPY, CopyBy: 'plans' }, '{ region: eu-central-1 }'],
  ])('%s is accepted', (_, values, copies) => {
    expect(() => check(values, copies)).not.toThrow()
  })

  test.each([
    [
      'when a plan asks for a copy that is nowhere',
      OFF,
      '{ region: eu-central-1 }',
      /Plan one .* no parameter/,
    ],
    ['when it is in another region', COPY, '{ region: us-east-1 }', /Plan one asks for a copy in us-east-1/],
    [
      'when it is in another account',
      COPY,
      "{ region: eu-central-1, account: '999999999999' }",
      /999999999999/,
    ],
    ['without the key of the copy', { ...COPY, CopyKeyArn: '' }, undefined, /needs CopyKeyArn/],
    ['with a key in another region', { ...COPY, CopyRegion: 'us-east-1' }, undefined, /is in eu-central-1/],
    ['with a key of another account', { ...COPY, CopyAccount: '999999999999' }, undefined, /of 111122223333/],
    ['that copies by plan when no plan asks', { ...COPY, CopyBy: 'plans' }, undefined, /nothing would be/],
    [
      'with an access point and no copy',
      { ...OFF, MultiRegionAccessPoint: 'yes' },
      undefined,
      /needs a copy/,
    ],
  ])('is refused %s', (_, values, copies, problem) => {
    expect(() => check(values, copies)).toThrow(problem)
  })
})
