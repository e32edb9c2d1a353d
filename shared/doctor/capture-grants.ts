import { testEventsArn } from '../model/test-events.ts'

/** Actions on one kind of resource that a capture needs. */
export interface Grant {
  readonly resource: string
  readonly actions: readonly string[]
}

/** Where captures read. */
export interface GrantPlace {
  readonly partition: string
  readonly account: string
  readonly region: string
}

/** A resource of a name that nobody uses: it is never read, only asked about. */
export const PROBE = 'holdfast-doctor-probe'

/**
 * What a capture needs in each region. A wiring test compares this with the role of on-change, so that the two
 * cannot differ.
 */
export function regionGrants({ partition, account, region }: GrantPlace): readonly Grant[] {
  const lambda = `arn:${partition}:lambda:${region}:${account}`
  return [
    { resource: `${lambda}:function:${PROBE}`, actions: FUNCTION_ACTIONS },
    {
      resource: `${lambda}:layer:${PROBE}:1`,
      actions: ['lambda:GetLayerVersion', 'lambda:GetLayerVersionPolicy'],
    },
    { resource: `${lambda}:capacity-provider:${PROBE}`, actions: ['lambda:GetCapacityProvider'] },
    {
      resource: `${lambda}:code-signing-config:csc-00000000000000000`,
      actions: ['lambda:GetCodeSigningConfig'],
    },
    { resource: '*', actions: LISTING_ACTIONS },
  ]
}

/**
 * What a capture needs in each region where the plans of the deployment ask for event data. Who backs up without a
 * deployment learns of a refusal by the gap.
 *
 * @param parameters of the deployment's stack; none without a deployment
 */
export function testEventGrants(
  { partition, account, region }: GrantPlace,
  parameters: Readonly<Record<string, string>> = {},
): readonly Grant[] {
  if (parameters['CaptureTestEvents'] !== 'yes') return []
  const resource = testEventsArn({ account, zone: region, name: PROBE }, partition)
  return [{ resource, actions: ['schemas:DescribeSchema'] }]
}

/** What a capture needs once for the account. */
export function accountGrants({ partition, account }: Omit<GrantPlace, 'region'>): readonly Grant[] {
  const iam = `arn:${partition}:iam::${account}`
  return [
    { resource: `${iam}:role/${PROBE}`, actions: ROLE_ACTIONS },
    { resource: `${iam}:policy/${PROBE}`, actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'] },
  ]
}

/** What a capture needs in the zone `edge`. */
export function edgeGrants({ partition, account }: Omit<GrantPlace, 'region'>): readonly Grant[] {
  const edge = `arn:${partition}:cloudfront::${account}`
  return [
    { resource: `${edge}:function/${PROBE}`, actions: EDGE_FUNCTION_ACTIONS },
    { resource: `${edge}:key-value-store/${PROBE}`, actions: STORE_ACTIONS },
    { resource: `${edge}:distribution/${PROBE}`, actions: ['cloudfront:GetDistribution'] },
    { resource: '*', actions: ['cloudfront:ListKeyValueStores'] },
  ]
}

/** What a capture needs in the vault. @param address `s3://bucket/prefix` */
export function vaultGrants(partition: string, address: string): readonly Grant[] {
  const { host, pathname } = new URL(address)
  const prefix = pathname.replaceAll(/^\/+|\/+$/g, '')
  const inFolder = (folder: string) => {
    const key = [host, ...(prefix === '' ? [] : [prefix]), folder, PROBE].join('/')
    return `arn:${partition}:s3:::${key}`
  }
  return [
    { resource: inFolder('blobs'), actions: ['s3:GetObject', 's3:PutObject'] },
    { resource: inFolder('sources'), actions: ['s3:PutObject'] },
    { resource: inFolder('sweeps'), actions: ['s3:GetObject'] },
    { resource: `arn:${partition}:s3:::${host}`, actions: ['s3:ListBucket'] },
  ]
}

const FUNCTION_ACTIONS = [
  'lambda:GetFunction',
  'lambda:GetPolicy',
  'lambda:ListAliases',
  'lambda:ListVersionsByFunction',
  'lambda:ListFunctionUrlConfigs',
  'lambda:ListFunctionEventInvokeConfigs',
  'lambda:ListProvisionedConcurrencyConfigs',
  'lambda:GetFunctionCodeSigningConfig',
  'lambda:GetRuntimeManagementConfig',
  'lambda:GetFunctionRecursionConfig',
  'lambda:GetFunctionScalingConfig',
  'lambda:ListTags',
]

const LISTING_ACTIONS = [
  'lambda:ListEventSourceMappings',
  'logs:DescribeLogGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeAvailabilityZones',
]

const ROLE_ACTIONS = [
  'iam:GetRole',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
]

const EDGE_FUNCTION_ACTIONS = [
  'cloudfront:DescribeFunction',
  'cloudfront:GetFunction',
  'cloudfront:ListTagsForResource',
]

const STORE_ACTIONS = [
  'cloudfront:DescribeKeyValueStore',
  'cloudfront:ListTagsForResource',
  'cloudfront-keyvaluestore:DescribeKeyValueStore',
  'cloudfront-keyvaluestore:ListKeys',
]
