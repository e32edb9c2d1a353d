import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readChange } from '../../../shared/changes/read-change.ts'
import { MalformedEventError } from '../../../shared/errors.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'
const FIXTURES = new URL('../../fixtures/cloudtrail/', import.meta.url)
const read = (detail: Record<string, unknown>) =>
  readChange(trailEvent(detail), { account: ACCOUNT, kinds: [] })

describe('recorded events', () => {
  const BACKDOOR = 'stratus-red-team-backdoor-f-func'
  const expected: Record<string, { account: string; reading: object }> = {
    'AddPermission20150331v2-2.json': { account: '123837392027', reading: change('AddPermission', BACKDOOR) },
    'AddPermission20150331v2.json': { account: '880896431042', reading: change('AddPermission', BACKDOOR) },
    'CreateFunction20150331-InvalidParameterValueException.json': {
      account: '123837392027',
      reading: { type: 'ignored', reason: 'failed-call', eventName: 'CreateFunction' },
    },
    'CreateFunction20150331.json': { account: '123837392027', reading: change('CreateFunction', BACKDOOR) },
    'DeleteFunction20150331.json': { account: '123837392027', reading: change('DeleteFunction', BACKDOOR) },
    'GetFunction20150331v2.json': { account: '123837392027', reading: ignored('GetFunction') },
    'GetFunctionCodeSigningConfig.json': {
      account: '123837392027',
      reading: ignored('GetFunctionCodeSigningConfig'),
    },
    'ListVersionsByFunction20150331.json': {
      account: '123837392027',
      reading: ignored('ListVersionsByFunction'),
    },
    'RemovePermission20150331v2.json': {
      account: '123837392027',
      reading: change('RemovePermission', BACKDOOR),
    },
    'UpdateFunctionCode20150331v2-2.json': {
      account: '123837392027',
      reading: change('UpdateFunctionCode', 'stratus-red-team-olc-func-xhfgzaowxc'),
    },
    'UpdateFunctionCode20150331v2.json': {
      account: '266106314375',
      reading: change('UpdateFunctionCode', 'stratus-red-team-olc-func-vayhjqkdav', 'ap-westeast-2r'),
    },
    'UpdateFunctionConfiguration20150331v2.json': {
      account: '712967571683',
      reading: change(
        'UpdateFunctionConfiguration',
        'stratus-red-team-lambda-layer-simpleLambda',
        'eugov-eastcentral-1r',
      ),
    },
  }

  function change(eventName: string, name: string, zone?: string) {
    const resource = expect.objectContaining({
      kind: 'function',
      name,
      ...(zone === undefined ? {} : { zone }),
    })
    return { type: 'change', change: expect.objectContaining({ eventName, resource }) }
  }
  function ignored(eventName: string) {
    return { type: 'ignored', reason: 'read-only', eventName }
  }

  test('are all expected here', () => {
    expect(readdirSync(FIXTURES).sort()).toEqual(Object.keys(expected).sort())
  })

  test.each(Object.entries(expected))('%s', (file, { account, reading }) => {
    const body = readFileSync(new URL(file, FIXTURES), 'utf8')
    expect(readChange(body, { account, kinds: [] })).toMatchObject(reading)
  })

  test.each(Object.keys(expected))('%s is not ours when it happened in another account', (file) => {
    const body = readFileSync(new URL(file, FIXTURES), 'utf8')
    expect(readChange(body, { account: '999999999999', kinds: [] })).toMatchObject({
      type: 'ignored',
      reason: 'other-account',
    })
  })
})

describe('a mutating call', () => {
  const documented = [
    'CreateFunction20150331',
    'DeleteFunction20150331',
    'UpdateFunctionCode20150331v2',
    'UpdateFunctionConfiguration20150331v2',
    'PublishVersion20150331',
    'AddPermission20150331v2',
    'RemovePermission20150331v2',
    'CreateAlias20150331',
    'UpdateAlias20150331',
    'DeleteAlias20150331',
    'PutFunctionConcurrency20171031',
    'DeleteFunctionConcurrency20171031',
    'CreateFunctionUrlConfig',
    'UpdateFunctionUrlConfig',
    'DeleteFunctionUrlConfig',
    'PutFunctionEventInvokeConfig',
    'UpdateFunctionEventInvokeConfig',
    'DeleteFunctionEventInvokeConfig',
    'PutProvisionedConcurrencyConfig',
    'DeleteProvisionedConcurrencyConfig',
    'PutRuntimeManagementConfig',
    'PutFunctionCodeSigningConfig',
    'DeleteFunctionCodeSigningConfig',
    'PutFunctionRecursionConfig',
    'SomethingThatAwsAddsNextYear20270101v3',
  ]
  const bare = (name: string) => name.replace(/\d{8}(v\d+)?$/, '')

  test.each([...new Set(documented.flatMap((name) => [name, bare(name)]))])(
    '%s is a change of the function it names',
    (eventName) => {
      expect(read({ eventName })).toMatchObject({
        type: 'change',
        change: {
          eventName: bare(eventName),
          resource: { account: ACCOUNT, zone: 'eu-west-1', name: 'orders' },
        },
      })
    },
  )

  test.each([
    [{ functionName: 'orders', qualifier: '3' }, true],
    [{ functionName: 'orders:3' }, true],
    [{ functionName: 'orders', qualifier: null }, undefined],
  ])('DeleteFunction of %j deletes a version and not the function: %s', (requestParameters, ofVersion) => {
    const reading = read({ eventName: 'DeleteFunction20150331', requestParameters })
    expect(reading).toMatchObject({ type: 'change', change: { resource: { name: 'orders' } } })
    expect(reading.type === 'change' && reading.change.ofVersion).toBe(ofVersion)
  })

  test.each([
    'orders',
    'orders:live',
    'orders:$LATEST',
    '123456789012:orders',
    '123456789012:function:orders:3',
    'function:orders',
    'arn:aws:lambda:eu-west-1:123456789012:function:orders',
    'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
  ])('names its function as %s', (functionName) => {
    expect(read({ requestParameters: { functionName } })).toMatchObject({
      change: { resource: { name: 'orders' } },
    })
  })

  test('on tags names the function as its resource', () => {
    const resource = 'arn:aws:lambda:eu-west-1:123456789012:function:orders'
    const reading = read({
      eventName: 'TagResource20170331v2',
      requestParameters: { resource, tags: { a: 'b' } },
    })
    expect(reading).toMatchObject({ change: { eventName: 'TagResource', resource: { name: 'orders' } } })
  })

  test.each([
    'CreateEventSourceMapping20150331',
    'UpdateEventSourceMapping20150331',
    'DeleteEventSourceMapping20150331',
  ])('%s names its function in the answer only', (eventName) => {
    const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live'
    const reading = read({
      eventName,
      requestParameters: { uUID: '91eaeb7e' },
      responseElements: { functionArn },
    })
    expect(reading).toMatchObject({ change: { resource: { name: 'orders' } } })
  })

  test('on a function of another region is a change there', () => {
    const functionName = 'arn:aws:lambda:us-east-1:123456789012:function:orders'
    expect(read({ requestParameters: { functionName } })).toMatchObject({
      change: { resource: { zone: 'us-east-1', name: 'orders' } },
    })
  })

  test('may name its function by fullyQualifiedArn alone', () => {
    const fullyQualifiedArn = { arnPrefix: { region: 'eu-west-1' }, relativeId: { functionName: 'orders' } }
    expect(read({ requestParameters: { fullyQualifiedArn } })).toMatchObject({
      change: { resource: { name: 'orders' } },
    })
  })

  test('says who made it', () => {
    expect(read({})).toMatchObject({ change: { principal: `arn:aws:iam::${ACCOUNT}:user/deployer` } })
  })

  test('that names no function reaches a person', () => {
    expect(() =>
      read({ eventName: 'UpdateEventSourceMapping20150331', requestParameters: { uUID: 'x' } }),
    ).toThrow(MalformedEventError)
  })
})

describe('on purpose ignored is', () => {
  test.each([
    ['a call on a layer', { eventName: 'PublishLayerVersion20181031' }, 'layer'],
    ['a layer permission', { eventName: 'AddLayerVersionPermission20181031' }, 'layer'],
    ['a read-only call', { readOnly: true }, 'read-only'],
    ['a failed call', { errorCode: 'ResourceConflictException' }, 'failed-call'],
    ['an invocation', { eventName: 'Invoke', managementEvent: false }, 'data-event'],
    ['another service', { eventSource: 's3.amazonaws.com' }, 'other-source'],
    ['another account', { recipientAccountId: '999999999999' }, 'other-account'],
    [
      'a function of another account',
      { requestParameters: { functionName: '999999999999:function:orders' } },
      'other-account',
    ],
    ['a scratch function', { requestParameters: { functionName: 'holdfast-scratch-1' } }, 'scratch'],
    [
      'a code signing configuration',
      { eventName: 'UpdateCodeSigningConfig', requestParameters: {} },
      'not-about-a-function',
    ],
    [
      'what happens to a run of a durable function',
      {
        eventName: 'StopDurableExecution20251201',
        requestParameters: {
          durableExecutionArn:
            'arn:aws:lambda:eu-west-1:123456789012:function:orders:1/durable-execution/a/b',
        },
      },
      'not-about-a-function',
    ],
    ['a MicroVM', { eventName: 'RunMicrovm', requestParameters: { imageName: 'x' } }, 'not-about-a-function'],
    [
      'the tags of a mapping',
      {
        eventName: 'TagResource20170331v2',
        requestParameters: { resource: 'arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:9' },
      },
      'not-about-a-function',
    ],
  ])('%s', (_what, detail, reason) => {
    expect(read(detail)).toMatchObject({ type: 'ignored', reason })
  })
})

describe("Holdfast's own functions", () => {
  test('are protected like any other', () => {
    expect(read({ requestParameters: { functionName: 'holdfast-prod-on-change' } })).toMatchObject({
      type: 'change',
    })
  })
})

describe('a message that is no API call', () => {
  test.each([
    ['not JSON', 'hello'],
    ['a list', '[]'],
    ['an event without detail', '{"source":"aws.lambda","account":"1","region":"x"}'],
    ['an API call without a time', trailEvent({ eventTime: undefined })],
  ])('%s is malformed', (_what, body) => {
    expect(() => readChange(body, { account: ACCOUNT, kinds: [] })).toThrow(MalformedEventError)
  })

  test('never shows its content in the error', () => {
    expect(() => readChange('{"password":"hunter2"}', { account: ACCOUNT, kinds: [] })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })
})
