import { describe, expect, test } from '@jest/globals'
import { functionOf, resolveUri, withFunction } from '../../../shared/triggers/invocation-uri.ts'

const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function'
const uriOf = (arn: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`
const streamed = `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/${LAMBDA}:bill/response-streaming-invocations`
const stages = [
  { stageName: 'prod', variables: { fn: 'bill:live', secret: 'x' } },
  { stageName: 'dev', variables: { fn: 'bill-dev' } },
]

describe('a URI of API Gateway', () => {
  test.each([
    [uriOf(`${LAMBDA}:bill:live`), `${LAMBDA}:bill:live`],
    [streamed, `${LAMBDA}:bill`],
    [`${LAMBDA}:bill`, `${LAMBDA}:bill`],
    ['https://example.org', undefined],
    ['arn:aws:apigateway:eu-west-1:sqs:path/123456789012/queue', undefined],
  ])('%s invokes %s', (uri, invokes) => {
    expect(functionOf(uri)).toBe(invokes)
  })

  test('is made for another function, in its region, with the same way of invoking', () => {
    const other = 'arn:aws:lambda:eu-west-2:123456789012:function:bill'
    expect(withFunction(streamed, other)).toBe(
      `arn:aws:apigateway:eu-west-2:lambda:path/2021-11-15/functions/${other}/response-streaming-invocations`,
    )
    expect(withFunction(`${LAMBDA}:bill`, other)).toBe(other)
  })

  test('without variables invokes one function in every stage', () => {
    expect(resolveUri(uriOf(`${LAMBDA}:bill`), stages)).toEqual([
      {
        invokes: `${LAMBDA}:bill`,
        stages: [
          { stageName: 'dev', variables: {} },
          { stageName: 'prod', variables: {} },
        ],
      },
    ])
  })

  test('with a variable invokes what each stage makes of it, and keeps no other variable', () => {
    expect(resolveUri(uriOf(`${LAMBDA}:\${stageVariables.fn}`), stages)).toEqual([
      { invokes: `${LAMBDA}:bill-dev`, stages: [{ stageName: 'dev', variables: { fn: 'bill-dev' } }] },
      { invokes: `${LAMBDA}:bill:live`, stages: [{ stageName: 'prod', variables: { fn: 'bill:live' } }] },
    ])
  })

  test('that is all variable may name a function', () => {
    const whole = [{ stageName: 'prod', variables: { uri: `${LAMBDA}:bill` } }]
    expect(resolveUri('${stageVariables.uri}', whole)).toMatchObject([{ invokes: `${LAMBDA}:bill` }])
  })

  test('whose variable no stage sets is told apart from one that invokes no function', () => {
    expect(resolveUri(uriOf(`${LAMBDA}:\${stageVariables.nobody}`), stages)).toBeUndefined()
    expect(resolveUri('https://${stageVariables.host}/', stages)).toEqual([])
    expect(resolveUri('https://example.org', stages)).toEqual([])
  })
})
