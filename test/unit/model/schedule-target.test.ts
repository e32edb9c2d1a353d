import { describe, expect, test } from '@jest/globals'
import { invokedByTarget, mayInvoke, targetInvoking } from '../../../shared/model/schedule-target.ts'

const place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' }
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const CALL = 'arn:aws:scheduler:::aws-sdk:lambda:invoke'
const called = (input: object) => ({ Arn: CALL, Input: JSON.stringify(input) })

describe('the target of a schedule', () => {
  test.each([
    [`${FUNCTION}:live`, true],
    [CALL, true],
    ['arn:aws:scheduler:::aws-sdk:lambda:getFunction', false],
    ['arn:aws:scheduler:::aws-sdk:sqs:sendMessage', false],
    ['arn:aws:states:eu-west-1:123456789012:stateMachine:bill', false],
  ])('%s may invoke a function: %s', (arn, may) => {
    expect(mayInvoke(arn)).toBe(may)
  })

  test.each([
    ['the function itself', { Arn: `${FUNCTION}:live` }, `${FUNCTION}:live`],
    ['a call with a name', called({ FunctionName: 'bill' }), FUNCTION],
    ['a call with a qualifier', called({ FunctionName: 'bill', Qualifier: 'live' }), `${FUNCTION}:live`],
    ['a call with an ARN', called({ FunctionName: `${FUNCTION}:3` }), `${FUNCTION}:3`],
    ['a call without a function', called({ Payload: '{}' }), undefined],
    ['a call with no JSON', { Arn: CALL, Input: 'bill' }, undefined],
    ['something else', { Arn: 'arn:aws:sqs:eu-west-1:123456789012:q' }, undefined],
  ])('invokes: %s', (_what, target, invokes) => {
    expect(invokedByTarget(target, place)).toBe(invokes)
  })

  test('can be given to another function, and then invokes it', () => {
    const other = `${FUNCTION}-2:live`
    const targets = [
      { Arn: FUNCTION, Input: '{}' },
      called({ FunctionName: 'bill', Qualifier: '1', Payload: 'x' }),
    ]
    const given = targets.map((target) => targetInvoking(target, other))
    expect(given.map((target) => invokedByTarget(target, place))).toEqual([other, other])
    expect(JSON.parse(given[1]?.Input ?? '')).toEqual({ FunctionName: other, Payload: 'x' })
  })
})
