import { describe, expect, test } from '@jest/globals'
import { machineCalls, renameCalls } from '../../../shared/triggers/machine-calls.ts'
import { homePlace } from './kinds/kind-under-test.ts'

const BILL = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const INVOKE = 'arn:aws:states:::lambda:invoke'
const callsOf = (state: object) => machineCalls({ States: { Bill: state as never } }, homePlace)

describe('what a state machine calls', () => {
  test.each([
    ['its ARN as resource', { Resource: `${BILL}:live` }, `${BILL}:live`],
    ['a name', { Resource: INVOKE, Parameters: { FunctionName: 'bill', 'Payload.$': '$' } }, BILL],
    ['a name with a version', { Resource: INVOKE, Arguments: { FunctionName: 'bill:7' } }, `${BILL}:7`],
    [
      'a name and a qualifier',
      { Resource: INVOKE, Parameters: { FunctionName: BILL, Qualifier: 'live' } },
      `${BILL}:live`,
    ],
    ['a partial ARN', { Resource: INVOKE, Parameters: { FunctionName: '123456789012:function:bill' } }, BILL],
    [
      'a call that waits',
      { Resource: `${INVOKE}.waitForTaskToken`, Parameters: { FunctionName: 'bill' } },
      BILL,
    ],
    [
      'a call of the SDK',
      { Resource: 'arn:aws:states:::aws-sdk:lambda:invoke', Arguments: { FunctionName: 'bill' } },
      BILL,
    ],
    [
      'an ARN in an expression',
      { Resource: INVOKE, Arguments: { FunctionName: `{% $x ? '${BILL}' : $y %}` } },
      BILL,
    ],
    ['the target of something that it makes', { Parameters: { Target: { Arn: BILL } } }, BILL],
  ])('is seen by %s', (_form, state, invokes) => {
    expect(callsOf(state)).toEqual([{ state: 'Bill', invokes }])
  })

  test.each([
    ['a name made at run time', { Resource: INVOKE, Parameters: { 'FunctionName.$': '$.name' } }],
    ['a comment', { Type: 'Pass', Comment: `once called ${BILL}` }],
    [
      'a member called FunctionName of something else',
      { Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { FunctionName: 'bill' } },
    ],
  ])('is not seen in %s', (_form, state) => {
    expect(callsOf(state)).toEqual([])
  })

  test('is seen in branches and maps, under the name of the inner state, once for each', () => {
    const inner = (name: string) => ({
      States: { [name]: { Resource: BILL, ResultSelector: { again: BILL } } },
    })
    const machine = {
      States: {
        Both: { Type: 'Parallel', Branches: [inner('A'), inner('B')] },
        Each: { Type: 'Map', ItemProcessor: inner('C') },
        Old: { Type: 'Map', Iterator: inner('D') },
      },
    }
    expect(machineCalls(machine, homePlace)).toEqual(
      ['A', 'B', 'C', 'D'].map((state) => ({ state, invokes: BILL })),
    )
  })
})

describe('a definition with another function', () => {
  const machine = {
    StartAt: 'One',
    States: {
      One: { Resource: `${BILL}:7`, Next: 'Two' },
      Two: { Resource: INVOKE, Parameters: { FunctionName: 'bill', Qualifier: '7', Payload: { keep: 1 } } },
      Three: {
        Type: 'Map',
        ItemProcessor: { States: { Four: { Resource: `${BILL}:7` }, Five: { Resource: BILL } } },
      },
    },
  }
  const renamed = (states: readonly string[]) =>
    renameCalls(machine, states, { from: `${BILL}:7`, to: `${BILL}-2:1`, place: homePlace })

  test('differs in the states that are named, and only in the function', () => {
    expect(renamed(['One', 'Two', 'Four', 'Five'])).toEqual({
      StartAt: 'One',
      States: {
        One: { Resource: `${BILL}-2:1`, Next: 'Two' },
        Two: { Resource: INVOKE, Parameters: { FunctionName: `${BILL}-2:1`, Payload: { keep: 1 } } },
        Three: {
          Type: 'Map',
          ItemProcessor: { States: { Four: { Resource: `${BILL}-2:1` }, Five: { Resource: BILL } } },
        },
      },
    })
    expect(renamed([])).toEqual(machine)
  })
})
