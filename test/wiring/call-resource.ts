import type { RecordedCall } from '../../local/gateway/recorder.ts'

/** Says on which resource a call was made, as an ARN; `undefined` where the record does not show it. */
type Locate = (call: RecordedCall) => string | undefined

/** Formats of ARNs: service authorization reference, "Resource types", of each service. */
const LOCATE: Readonly<Record<string, Locate>> = {
  cloudfront: (call) => arnIn(call, 'Resource') ?? edgeResource(call),
  'cloudfront-keyvaluestore': (call) => arnIn(call, 'KvsARN'),
  events: (call) => arnIn(call, 'ResourceARN') ?? ruleOf(call),
  iam: (call) => arnIn(call, 'PolicyArn', 'Arn') ?? roleOf(call),
  lambda: (call) => arnIn(call, 'Arn', 'CodeSigningConfigArn') ?? layerOf(call) ?? functionOf(call),
  s3: ({ resources: { Bucket, Key } }) =>
    Bucket === undefined
      ? undefined
      : ['arn:aws:s3:::', Bucket, ...(Key === undefined ? [] : ['/', Key])].join(''),
  sns: (call) => arnIn(call, 'TopicArn', 'SubscriptionArn'),
  sqs: ({ region, account, resources: { QueueUrl, QueueName } }) => {
    const name = QueueUrl?.split('/').at(-1) ?? QueueName
    return name === undefined ? undefined : `arn:aws:sqs:${region}:${account}:${name}`
  },
}

/** Whether the records of calls to a service are understood here. */
export function isUnderstood(service: string): boolean {
  return service in LOCATE
}

/** The ARN of what a call was about; `undefined` where its parameters do not say it, or are not understood here. */
export function resourceOf(call: RecordedCall): string | undefined {
  return LOCATE[call.service]?.(call)
}

function arnIn({ resources }: RecordedCall, ...members: readonly string[]): string | undefined {
  return members.map((member) => resources[member]).find((value) => value?.startsWith('arn:'))
}

/** A function by name or ARN; with a qualifier the version or alias is a resource of its own. */
function functionOf({ region, account, resources }: RecordedCall): string | undefined {
  const { FunctionName: name, Qualifier: qualifier } = resources
  if (name === undefined) return undefined
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}

/** A version of a layer by its name and number. */
function layerOf({ region, account, resources }: RecordedCall): string | undefined {
  const { LayerName: name, VersionNumber: number } = resources
  return name === undefined ? undefined : `arn:aws:lambda:${region}:${account}:layer:${name}:${number ?? '*'}`
}

function ruleOf({ region, account, operation, resources }: RecordedCall): string | undefined {
  const { Rule, Name: name = Rule, EventBusName: bus } = resources
  if (name === undefined) return undefined
  if (operation === 'DescribeEventBus') return `arn:aws:events:${region}:${account}:event-bus/${name}`
  const path = bus === undefined || bus === 'default' ? name : `${bus}/${name}`
  return `arn:aws:events:${region}:${account}:rule/${path}`
}

/** The path of a role stands in its ARN only; a call names the role alone. */
function roleOf({ account, resources: { RoleName } }: RecordedCall): string | undefined {
  return RoleName === undefined ? undefined : `arn:aws:iam::${account}:role/${RoleName}`
}

/** A store's ARN ends with its id; a call names the store instead, and both stand in the same place. */
function edgeResource({ account, operation, resources: { Id, Name } }: RecordedCall): string | undefined {
  const type = /(?:KeyValueStore|Distribution|Function)$/.exec(operation)?.[0]
  const id = Id ?? Name
  if (type === undefined || id === undefined) return undefined
  const folder = type === 'KeyValueStore' ? 'key-value-store' : type.toLowerCase()
  return `arn:aws:cloudfront::${account}:${folder}/${id}`
}
