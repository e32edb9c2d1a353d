import { describe, expect, test } from '@jest/globals'
import type {
  DescribeListenersCommandOutput,
  DescribeRulesCommandOutput,
  DescribeTargetGroupAttributesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  DescribeTargetHealthCommandOutput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { kind } from '../../../../shared/triggers/kinds/target-group.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const ELB = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012'
const GROUP = `${ELB}:targetgroup/bill/73e2d6bc24d8a067`
const LISTENER = `${ELB}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`
const RULE = LISTENER.replace('listener/', 'listener-rule/')
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const settings = {
  TargetGroupName: 'bill',
  HealthCheckEnabled: true,
  HealthCheckPath: '/health',
  Matcher: { HttpCode: '200' },
  Attributes: { 'lambda.multi_value_headers.enabled': 'true' },
}
const trigger = { kind: kind.name, source: GROUP, invokes: FUNCTION, settings }
const group: TargetGroup = {
  TargetGroupArn: GROUP,
  TargetType: 'lambda',
  LoadBalancerArns: [`${ELB}:loadbalancer/app/web/50dc`],
  TargetGroupName: 'bill',
  HealthCheckEnabled: true,
  HealthCheckPath: '/health',
  Matcher: { HttpCode: '200' },
}

const targets = (...ids: readonly string[]) =>
  ({
    TargetHealthDescriptions: ids.map((Id) => ({ Target: { Id }, TargetHealth: { State: 'unavailable' } })),
  }) satisfies Partial<DescribeTargetHealthCommandOutput>

/** A rule that asks CloudFront's secret header, one that leads elsewhere, on two pages. */
const rules = ({ Marker }: { Marker?: string }) =>
  (Marker === undefined
    ? {
        Rules: [{ RuleArn: `${RULE}/1`, Priority: '1', Actions: [{ Type: 'redirect' }] }],
        NextMarker: '2',
      }
    : {
        Rules: [
          {
            RuleArn: `${RULE}/2`,
            Priority: '2',
            Conditions: [
              { Field: 'path-pattern', Values: ['/bills/*'] },
              { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Origin', Values: ['s3cret'] } },
            ],
            Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: GROUP }] } }],
          },
        ],
      }) satisfies Partial<DescribeRulesCommandOutput>

function balancer(answers: Answers = {}): FakeAws {
  return fakeAws({
    DescribeTargetGroups: { TargetGroups: [group] } satisfies Partial<DescribeTargetGroupsCommandOutput>,
    DescribeTargetGroupAttributes: {
      Attributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }],
    } satisfies Partial<DescribeTargetGroupAttributesCommandOutput>,
    DescribeTargetHealth: targets(FUNCTION),
    DescribeListeners: {
      Listeners: [{ ListenerArn: LISTENER, Port: 443, Protocol: 'HTTPS' }],
    } satisfies Partial<DescribeListenersCommandOutput>,
    DescribeRules: rules,
    RegisterTargets: {},
    DeregisterTargets: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) =>
  calls
    .filter(({ operation }) => !operation.startsWith('Describe'))
    .map(({ operation, input }) => [operation, (input['Targets'] as [{ Id: string }])[0].Id])

function stepFor(invokes = FUNCTION) {
  return kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!
}

describe('load balancer target group', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its group without a call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: GROUP }), homePlace)).toEqual([GROUP])
  })

  test('a grant without one means the groups on every page that invoke the function', async () => {
    const other = { ...group, TargetGroupArn: `${ELB}:targetgroup/other/1` }
    const aws = balancer({
      DescribeTargetGroups: ({ Marker }: DescribeTargetGroupsCommandInput) =>
        Marker === undefined
          ? { TargetGroups: [{ TargetGroupArn: 'i', TargetType: 'instance' }, other], NextMarker: '2' }
          : { TargetGroups: [group] },
      DescribeTargetHealth: ({ TargetGroupArn }: { TargetGroupArn: string }) =>
        TargetGroupArn === GROUP ? targets(FUNCTION) : targets(`${FUNCTION}-other`),
    })
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION }), homePlace)).toEqual([GROUP])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceArn: 'arn:aws:elasticloadbalancing:*:*:x/*' })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads the function, what was set, and the rules that lead to it without what a header must hold', async () => {
    const found = await reader.read(balancer(), GROUP, homePlace)
    expect(found?.triggers).toEqual([{ invokes: FUNCTION, settings }])
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
    expect(found?.source.facts).toEqual({
      Listeners: [
        {
          ListenerArn: LISTENER,
          Port: 443,
          Protocol: 'HTTPS',
          Rules: [
            {
              RuleArn: `${RULE}/2`,
              Priority: '2',
              Actions: ['forward'],
              Conditions: [
                { Field: 'path-pattern', Values: ['/bills/*'] },
                { Field: 'http-header', HttpHeaderName: 'X-Origin' },
              ],
            },
          ],
        },
      ],
    })
  })

  test('listeners that may not be read are a gap, and the trigger is read all the same', async () => {
    const found = await reader.read(
      balancer({ DescribeListeners: awsError('AccessDenied') }),
      GROUP,
      homePlace,
    )
    expect(found?.triggers).toHaveLength(1)
    expect(found?.gaps).toMatchObject([{ part: 'listeners', error: { name: 'AccessDeniedError' } }])
  })

  test('a group that is gone does not exist', async () => {
    const aws = balancer({ DescribeTargetGroups: awsError('TargetGroupNotFoundException') })
    expect(await reader.read(aws, GROUP, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped group', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([{ phase: 'enable', resource: map(GROUP), risk: 'high' }])
  })

  test('a function that is still registered is left alone', async () => {
    const aws = balancer()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a function under a new name takes the place of the old one, and gives it back', async () => {
    const step = stepFor(`${FUNCTION}-2`)
    const aws = balancer()
    const done = await kind.writer.carryOut(aws, step)
    expect(written(aws)).toEqual([
      ['DeregisterTargets', FUNCTION],
      ['RegisterTargets', `${FUNCTION}-2`],
    ])
    const after = balancer({ DescribeTargetHealth: targets(`${FUNCTION}-2`) })
    await kind.writer.takeBack(after, step, done)
    expect(written(after)).toEqual([
      ['DeregisterTargets', `${FUNCTION}-2`],
      ['RegisterTargets', FUNCTION],
    ])
  })

  test('the old function comes back when the load balancer does not let the new one in', async () => {
    const RegisterTargets = ({ Targets: [target] }: { Targets: [{ Id: string }] }) =>
      target.Id === FUNCTION ? {} : awsError('AccessDenied')
    const aws = balancer({ RegisterTargets })
    await expect(kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))).rejects.toThrow('AccessDenied')
    expect(written(aws).at(-1)).toEqual(['RegisterTargets', FUNCTION])
  })

  test('a function that somebody else registered stays', async () => {
    const aws = balancer({ DescribeTargetHealth: targets(`${FUNCTION}-other`) })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('one function only')
    expect(written(aws)).toEqual([])
  })

  test('a group that is gone is not created', async () => {
    const aws = balancer({ DescribeTargetHealth: awsError('TargetGroupNotFoundException') })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = balancer()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each(
    kind.changes.flatMap(({ eventNames, sourcesOf }) => eventNames.map((name) => ({ name, sourcesOf }))),
  )('$name was about its group', ({ name: eventName, sourcesOf }) => {
    const change = { ...homePlace, eventName, request: { targetGroupArn: GROUP }, response: {} }
    expect(sourcesOf(change)).toEqual([GROUP])
    expect(sourcesOf({ ...change, request: {} })).toEqual([])
  })
})
