import type {
  ElasticLoadBalancingV2Client as Elb,
  Listener,
  Rule,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Place, SourceReading, TriggerKind } from '../kind.ts'
import type { TargetGroup as Sole } from '../../triggers/sole-target.ts'
import { soleTargetWriter } from '../../triggers/sole-target.ts'

const Settings = z.strictObject({
  TargetGroupName: z.string().optional(),
  HealthCheckEnabled: z.boolean().optional(),
  HealthCheckPath: z.string().optional(),
  HealthCheckIntervalSeconds: z.number().optional(),
  HealthCheckTimeoutSeconds: z.number().optional(),
  HealthyThresholdCount: z.number().optional(),
  UnhealthyThresholdCount: z.number().optional(),
  Matcher: z.strictObject({ HttpCode: z.string().optional(), GrpcCode: z.string().optional() }).optional(),
  IpAddressType: z.string().optional(),
  /** By key; `lambda.multi_value_headers.enabled` decides what the event looks like. */
  Attributes: z.record(z.string(), z.string()),
})

const GROUPS = 'arn:${AWS::Partition}:elasticloadbalancing:*:*:targetgroup/*/*'

/** A target group holds one function at most (Application Load Balancer guide, "Lambda functions as targets"). */
export const kind: TriggerKind = {
  name: 'target-group',
  title: 'Load balancer target group',
  settings: Settings,
  permissions: [
    {
      use: 'read',
      actions: [
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetHealth',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
      ],
      resource: '*',
    },
    { use: 'write', actions: ['elasticloadbalancing:DescribeTargetHealth'], resource: '*' },
    {
      use: 'write',
      actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
      resource: GROUPS,
    },
  ],
  changes: [
    {
      eventSource: 'elasticloadbalancing.amazonaws.com',
      eventNames: ['RegisterTargets', 'DeregisterTargets'],
      // Instances come and go all day; functions do not.
      detail: { requestParameters: { targets: { id: [{ wildcard: 'arn:*:lambda:*' }] } } },
      sourcesOf: ({ request }) => [textOf(request, 'targetGroupArn') ?? []].flat(),
    },
    {
      eventSource: 'elasticloadbalancing.amazonaws.com',
      eventNames: ['ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'DeleteTargetGroup'],
      sourcesOf: ({ request }) => [textOf(request, 'targetGroupArn') ?? []].flat(),
    },
  ],
  reader: {
    by: 'policy',
    principals: ['elasticloadbalancing.amazonaws.com'],
    find: findGroups,
    read: readGroup,
  },
  writer: soleTargetWriter({
    action: 'target-group/register',
    why: 'The load balancer invoked the function when the point was taken.',
    open: openGroup,
  }),
}

const sdk = () => import('@aws-sdk/client-elastic-load-balancing-v2')

async function clientOf(aws: AwsDoor, region = ''): Promise<Elb> {
  const { ElasticLoadBalancingV2Client } = await sdk()
  return aws.client(ElasticLoadBalancingV2Client, region)
}

/** A grant that names no group, or several, means those that do invoke the function. */
async function findGroups(aws: AwsDoor, grant: Grant, { region }: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const { paginateDescribeTargetGroups } = await sdk()
  const client = await clientOf(aws, region)
  const pages = paginateDescribeTargetGroups({ client }, {})
  const groups = await callPages('DescribeTargetGroups', pages, (page) => page.TargetGroups)
  const ofFunctions = groups.filter(({ TargetType }) => TargetType === 'lambda')
  const meant = ofFunctions
    .map(({ TargetGroupArn = '' }) => TargetGroupArn)
    .filter((arn) => mayMean(grant, arn))
  const targets = await Promise.all(meant.map((arn) => listTargets(client, arn)))
  return meant.filter((_arn, index) => targets[index]?.includes(grant.invokes))
}

async function readGroup(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const client = await clientOf(aws, region)
  const { DescribeTargetGroupsCommand } = await sdk()
  const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [source] })
  const found = await callOptional('DescribeTargetGroups', () => client.send(command))
  const group = found?.TargetGroups?.[0]
  if (group === undefined) return undefined
  const [targets = [], settings] = await Promise.all([listTargets(client, source), settingsOf(client, group)])
  const { Listeners, ...failed } = await readListeners(client, group)
  return {
    source: { arn: source, account, region, facts: { Listeners } },
    triggers: targets.map((invokes) => ({ invokes, settings })),
    ...failed,
  }
}

async function settingsOf(client: Elb, group: TargetGroup): Promise<JsonObject> {
  const { DescribeTargetGroupAttributesCommand } = await sdk()
  const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group.TargetGroupArn })
  const answer = await call('DescribeTargetGroupAttributes', () => client.send(command))
  const attributes = (answer.Attributes ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const)
  const all = { ...plainObject(group), Attributes: Object.fromEntries(attributes) }
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in Settings.shape))
}

/** Functions that the group invokes; `undefined` when there is no such group. */
async function listTargets(client: Elb, TargetGroupArn: string): Promise<readonly string[] | undefined> {
  const { DescribeTargetHealthCommand } = await sdk()
  const command = new DescribeTargetHealthCommand({ TargetGroupArn })
  const answer = await callOptional('DescribeTargetHealth', () => client.send(command))
  const all = answer?.TargetHealthDescriptions?.filter(({ TargetHealth: is }) => is?.State !== 'draining')
  const ids = all?.map(({ Target }) => Target?.Id ?? '')
  return ids?.filter((id) => parseArn(id)?.service === 'lambda').sort()
}

/** The group can be put back without its listeners: that they cannot be read is a gap of its own. */
async function readListeners(client: Elb, { LoadBalancerArns = [], TargetGroupArn }: TargetGroup) {
  const { paginateDescribeListeners } = await sdk()
  try {
    const listeners = LoadBalancerArns.toSorted().map((LoadBalancerArn) => {
      const pages = paginateDescribeListeners({ client }, { LoadBalancerArn })
      return callPages('DescribeListeners', pages, (page) => page.Listeners)
    })
    const sorted = (await Promise.all(listeners)).flat().sort(by('ListenerArn'))
    const read = await Promise.all(sorted.map((one) => readListener(client, one, TargetGroupArn)))
    return { Listeners: read.flat() }
  } catch (error) {
    return { Listeners: [], gaps: [{ part: 'listeners', error }] }
  }
}

async function readListener(client: Elb, listener: Listener, group = ''): Promise<readonly JsonObject[]> {
  const { ListenerArn, Port, Protocol } = listener
  const { paginateDescribeRules } = await sdk()
  const pages = paginateDescribeRules({ client }, { ListenerArn })
  const all = await callPages('DescribeRules', pages, (page) => page.Rules)
  const forwarding = all.filter((rule) => groupsOf(rule).includes(group)).sort(by('RuleArn'))
  return forwarding.length === 0
    ? []
    : [plainObject({ ListenerArn, Port, Protocol, Rules: forwarding.map(ruleOf) })]
}

function by<Name extends string>(name: Name) {
  type Named = { readonly [N in Name]?: string | undefined }
  return (one: Named, other: Named) => ((one[name] ?? '') < (other[name] ?? '') ? -1 : 1)
}

function groupsOf({ Actions = [] }: Rule): readonly (string | undefined)[] {
  const groups = Actions.flatMap((action) => [action, ...(action.ForwardConfig?.TargetGroups ?? [])])
  return groups.map(({ TargetGroupArn }) => TargetGroupArn)
}

/** What a header or a query must hold is often a shared secret: only that it is asked for is kept. */
function ruleOf({ RuleArn, Priority, Conditions = [], Actions = [] }: Rule): object {
  const conditions = Conditions.map(({ HttpHeaderConfig, QueryStringConfig, ...rest }) => ({
    ...(HttpHeaderConfig === undefined ? rest : { Field: rest.Field }),
    ...(HttpHeaderConfig && { HttpHeaderName: HttpHeaderConfig.HttpHeaderName }),
    ...(QueryStringConfig && { QueryKeys: QueryStringConfig.Values?.map(({ Key = '' }) => Key) }),
  }))
  return { RuleArn, Priority, Conditions: conditions, Actions: Actions.map(({ Type }) => Type) }
}

async function openGroup(aws: AwsDoor, TargetGroupArn: string, region: string | undefined): Promise<Sole> {
  const client = await clientOf(aws, region)
  const { DeregisterTargetsCommand, RegisterTargetsCommand } = await sdk()
  const input = (Id: string) => ({ TargetGroupArn, Targets: [{ Id }] })
  return {
    list: () => listTargets(client, TargetGroupArn),
    enter: (id) => call('RegisterTargets', () => client.send(new RegisterTargetsCommand(input(id)))),
    leave: (id) => call('DeregisterTargets', () => client.send(new DeregisterTargetsCommand(input(id)))),
  }
}
