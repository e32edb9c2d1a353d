import { describe, expect, test } from '@jest/globals'
import { callInput } from '../../../local/gateway/call-input.ts'
import type { Call } from '../../../local/gateway/call.ts'
import { CATALOGUE } from '../../../local/gateway/catalogue.ts'
import { apiVersion, eventName } from '../../../local/gateway/event-name.ts'
import { readOutcome, type SeenAnswer } from '../../../local/gateway/outcome.ts'
import { recognise } from '../../../local/gateway/recognise.ts'
import { requestHead } from '../../../local/gateway/request-head.ts'
import { modelsOf } from '../../../local/gateway/service-model.ts'
import { DEFAULT_TRAIL, type TrailWorld, openTrail } from '../../../local/gateway/trail.ts'
import { trailEvent } from '../../../local/gateway/trail-event.ts'

const defaults = { account: '000000000000', region: 'us-east-1' }

function signed(service: string, region = 'eu-west-1'): Record<string, string> {
  const scope = `111122223333/20260101/${region}/${service}/aws4_request`
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=1` }
}

function formCall(service: string, form: string): { readonly call: Call; readonly body: Buffer } {
  const headers = { ...signed(service), 'content-type': 'application/x-www-form-urlencoded' }
  const call = recognise(requestHead('POST', '/', headers), new URLSearchParams(form), defaults)!
  return { call, body: Buffer.from(form) }
}

async function eventOf(call: Call, body: Buffer | undefined, answer: SeenAnswer) {
  const outcome = await readOutcome(call, answer)
  const input = callInput(call, body)
  return trailEvent({
    call,
    input,
    outcome,
    at: new Date('2026-01-02T03:04:05.678Z'),
    requestId: 'r',
    eventId: 'e',
  })
}

function xml(body: string, status = 200): SeenAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) }
}

function lambdaNames(): Map<string, string> {
  const entry = CATALOGUE.find(({ signingName }) => signingName === 'lambda')!
  const [model] = modelsOf(entry)
  const names = [...model!.operations.values()].map((operation) => {
    const call = { service: entry, operation: operation.name, schema: { model: model!, operation } } as Call
    return [operation.name, eventName(call)] as const
  })
  return new Map(names)
}

describe("the name of a call's event", () => {
  test.each([
    ['CreateFunction', 'CreateFunction20150331'],
    ['DeleteFunction', 'DeleteFunction20150331'],
    ['UpdateFunctionCode', 'UpdateFunctionCode20150331v2'],
    ['UpdateFunctionConfiguration', 'UpdateFunctionConfiguration20150331v2'],
    ['PublishVersion', 'PublishVersion20150331'],
    ['PublishLayerVersion', 'PublishLayerVersion20181031'],
    ['AddPermission', 'AddPermission20150331v2'],
    ['RemovePermission', 'RemovePermission20150331v2'],
    ['CreateAlias', 'CreateAlias20150331'],
    ['UpdateAlias', 'UpdateAlias20150331'],
    ['DeleteAlias', 'DeleteAlias20150331'],
    ['CreateEventSourceMapping', 'CreateEventSourceMapping20150331'],
    ['UpdateEventSourceMapping', 'UpdateEventSourceMapping20150331'],
    ['DeleteEventSourceMapping', 'DeleteEventSourceMapping20150331'],
    ['PutFunctionConcurrency', 'PutFunctionConcurrency20171031'],
    ['DeleteFunctionConcurrency', 'DeleteFunctionConcurrency20171031'],
    ['TagResource', 'TagResource20170331v2'],
    ['UntagResource', 'UntagResource20170331v2'],
    ['CreateFunctionUrlConfig', 'CreateFunctionUrlConfig'],
    ['PutFunctionEventInvokeConfig', 'PutFunctionEventInvokeConfig'],
    ['PutProvisionedConcurrencyConfig', 'PutProvisionedConcurrencyConfig'],
    ['PutRuntimeManagementConfig', 'PutRuntimeManagementConfig'],
    ['PutFunctionCodeSigningConfig', 'PutFunctionCodeSigningConfig'],
  ])('of %s is %s', (operation, name) => {
    expect(lambdaNames().get(operation)).toBe(name)
  })

  test('has no date elsewhere; CloudFront tells the date beside it', () => {
    const called = (service: string, method: string, path: string) =>
      recognise(requestHead(method, path, signed(service)), undefined, defaults)!
    const update = called('cloudfront', 'PUT', '/2020-05-31/distribution/E1/config')
    const tag = called('s3', 'PUT', '/bucket?tagging')
    expect([eventName(update), apiVersion(update)]).toEqual(['UpdateDistribution', '2020_05_31'])
    expect([eventName(tag), apiVersion(tag)]).toEqual(['PutBucketTagging', undefined])
  })
})

describe('the event of a call', () => {
  test('reads the forms and the XML of a query protocol', async () => {
    const { call, body } = formCall(
      'iam',
      'Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%7D&Tags.member.1.Key=a&Tags.member.1.Value=b',
    )
    const role = '<Role><RoleName>r</RoleName><CreateDate>2026-01-02T03:04:05Z</CreateDate></Role>'
    const answer = xml(
      `<CreateRoleResponse><CreateRoleResult>${role}</CreateRoleResult></CreateRoleResponse>`,
    )
    expect(await eventOf(call, body, answer)).toMatchObject({
      source: 'aws.iam',
      detail: {
        eventName: 'CreateRole',
        awsRegion: 'us-east-1',
        requestParameters: {
          roleName: 'r',
          assumeRolePolicyDocument: '{}',
          tags: [{ key: 'a', value: 'b' }],
        },
        responseElements: { role: { roleName: 'r', createDate: 'Jan 2, 2026, 3:04:05 AM' } },
      },
    })
  })

  test('tells the error of a failed call', async () => {
    const { call, body } = formCall('ec2', 'Action=TerminateInstances&InstanceId.1=i-1')
    const error = '<Error><Code>InvalidInstanceID.NotFound</Code><Message>no i-1</Message></Error>'
    const answer = xml(`<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`, 400)
    const { detail } = await eventOf(call, body, answer)
    expect(detail).toMatchObject({
      errorCode: 'InvalidInstanceID.NotFound',
      errorMessage: 'no i-1',
      requestParameters: { instanceId: ['i-1'] },
      responseElements: null,
    })
  })

  test('keeps secrets to itself that no schema marks as such', async () => {
    const { call, body } = formCall(
      'cloudformation',
      'Action=CreateStack&StackName=s&Parameters.member.1.ParameterKey=Password&Parameters.member.1.ParameterValue=hunter2&TemplateBody=hunter2',
    )
    const result =
      '<CreateStackResponse><CreateStackResult><StackId>id</StackId></CreateStackResult></CreateStackResponse>'
    const { detail } = await eventOf(call, body, xml(result))
    expect(detail).toMatchObject({
      requestParameters: { stackName: 's', parameters: [{ parameterKey: 'Password' }] },
      responseElements: { stackId: 'id' },
    })
    expect(JSON.stringify(detail)).not.toContain('hunter2')
  })

  test('leaves out parameters that would not fit on a bus, and says so', async () => {
    const { call, body } = formCall(
      'iam',
      `Action=CreatePolicy&PolicyName=p&PolicyDocument=${'x'.repeat(300_000)}`,
    )
    const { detail } = await eventOf(call, body, xml('<CreatePolicyResponse/>'))
    expect(detail).toMatchObject({ requestParameters: null, responseElements: null, omitted: true })
  })

  test('tells of a function under its role', async () => {
    const headers = { ...signed('lambda'), 'user-agent': 'aws-sdk-js/3 app/on-change' }
    const head = requestHead('DELETE', '/2015-03-31/functions/shop', headers)
    const call = recognise(head, undefined, defaults)!
    const { detail } = await eventOf(call, undefined, { status: 204, headers: {}, body: Buffer.alloc(0) })
    expect(detail).toMatchObject({
      eventTime: '2026-01-02T03:04:05Z',
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::111122223333:assumed-role/on-change/on-change',
      },
      requestParameters: { functionName: 'shop' },
    })
  })
})

describe('the event of a call of CloudFront', () => {
  const headers = { ...signed('cloudfront', 'us-east-1'), 'content-type': 'application/xml' }
  const detailOf = async (method: string, path: string, body: string) => {
    const call = recognise(requestHead(method, path, headers), undefined, defaults)!
    return (await eventOf(call, Buffer.from(body), xml('', 200))).detail
  }

  test('has the members that travel in its body, but no code', async () => {
    const body =
      '<CreateFunctionRequest><Name>redirects</Name><FunctionConfig><Comment>moved</Comment>' +
      '<Runtime>cloudfront-js-2.0</Runtime></FunctionConfig><FunctionCode>Y29kZQ==</FunctionCode></CreateFunctionRequest>'
    expect(await detailOf('POST', '/2020-05-31/function', body)).toMatchObject({
      eventName: 'CreateFunction',
      apiVersion: '2020_05_31',
      awsRegion: 'us-east-1',
      requestParameters: {
        name: 'redirects',
        functionConfig: { comment: 'moved', runtime: 'cloudfront-js-2.0' },
      },
    })
    expect(JSON.stringify(await detailOf('POST', '/2020-05-31/function', body))).not.toContain('Y29kZQ')
  })

  test('has the member that is its whole body', async () => {
    const body =
      '<DistributionConfig><CallerReference>r</CallerReference><Enabled>true</Enabled></DistributionConfig>'
    expect(await detailOf('PUT', '/2020-05-31/distribution/E1/config', body)).toMatchObject({
      eventName: 'UpdateDistribution',
      requestParameters: { id: 'E1', distributionConfig: { callerReference: 'r', enabled: true } },
    })
  })

  test('lacks the members of a body that cannot be read', async () => {
    expect(await detailOf('PUT', '/2020-05-31/distribution/E1/config', '<Distr')).toMatchObject({
      requestParameters: { id: 'E1' },
    })
  })
})

describe('a trail tells of key value stores', () => {
  const headers = {
    ...signed('cloudfront-keyvaluestore', 'us-east-1'),
    'if-match': 'E1',
    'content-type': 'application/json',
  }
  const path = `/key-value-stores/${encodeURIComponent('arn:aws:cloudfront::111122223333:key-value-store/id')}/keys`
  const put = recognise(requestHead('PUT', `${path}/%2Fsale`, headers), undefined, defaults)!
  const list = recognise(requestHead('GET', path, headers), undefined, defaults)!
  const tells = (keyValueWrites: boolean) => {
    const trail = openTrail({ ...DEFAULT_TRAIL, keyValueWrites }, {} as TrailWorld)
    return [put, list].map((call) => trail.tellsOf(call))
  }

  test('their writes, as data events, when it is asked to; never what is only read', async () => {
    expect(tells(true)).toEqual([true, false])
    expect(tells(false)).toEqual([false, false])
    const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') }
    const body = Buffer.from('{"Value":"/autumn"}')
    expect((await eventOf(put, body, answer)).detail).toMatchObject({
      eventSource: 'edgekeyvaluestore.amazonaws.com',
      eventName: 'PutKey',
      managementEvent: false,
      eventCategory: 'Data',
      readOnly: false,
      requestParameters: { kvsARN: 'arn:aws:cloudfront::111122223333:key-value-store/id', key: '/sale' },
    })
  })
})
