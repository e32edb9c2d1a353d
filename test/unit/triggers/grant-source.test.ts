import { describe, expect, test } from '@jest/globals'
import { exactSource, mayMean } from '../../../shared/triggers/grant-source.ts'
import { grantOf } from './kinds/kind-under-test.ts'

const RULE = 'arn:aws:iot:eu-west-1:123456789012:rule/a.b'

describe('the source of a grant', () => {
  test('is exact only without wildcards', () => {
    expect(exactSource(grantOf({ sourceArn: RULE }))).toBe(RULE)
    expect(exactSource(grantOf({ sourceArn: `${RULE}?` }))).toBeUndefined()
    expect(exactSource(grantOf({}))).toBeUndefined()
  })

  test.each([
    [undefined, true],
    [RULE, true],
    ['arn:aws:iot:*:123456789012:rule/*', true],
    ['arn:aws:iot:eu-west-1:123456789012:rule/a?b', true],
    ['arn:aws:iot:eu-west-1:123456789012:rule/axb', false],
    ['arn:aws:iot:eu-west-1:123456789012:rule/a', false],
  ])('%s may mean a rule: %s', (sourceArn, expected) => {
    expect(mayMean(grantOf({ sourceArn }), RULE)).toBe(expected)
  })

  test('of another account is not meant by a grant to one account', () => {
    expect(mayMean(grantOf({ sourceAccount: '123456789012' }), RULE)).toBe(true)
    expect(mayMean(grantOf({ sourceAccount: '210987654321' }), RULE)).toBe(false)
  })
})
