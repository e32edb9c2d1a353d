/** One AWS service as the gateway knows it: how its calls are signed, named and found in the SDK. */
export interface ServiceEntry {
  /** Name in the credential scope of a signature. */
  readonly signingName: string
  /** Prefix of its actions in IAM policies: `lambda` of `lambda:GetFunction`. */
  readonly iamPrefix: string
  /** `eventSource` of its CloudTrail events, without `.amazonaws.com`; the bus says `aws.<this>`. */
  readonly eventSource: string
  /** SDK packages whose clients sign so. */
  readonly packages: readonly string[]
  /** Where CloudTrail puts its events whatever the region of the call. */
  readonly eventRegion?: string
  /** First part of X-Amz-Target, for the few calls that are not signed. */
  readonly target?: string
  /** `Version` of the query protocol, for the few calls that are not signed. */
  readonly version?: string
}

function service(
  signingName: string,
  client: string | readonly string[],
  rest: Partial<ServiceEntry> = {},
): ServiceEntry {
  const packages = [client].flat().map((name) => `@aws-sdk/client-${name}`)
  return { signingName, iamPrefix: signingName, eventSource: signingName, packages, ...rest }
}

const GLOBAL = { eventRegion: 'us-east-1' }

/**
 * Signing names, IAM prefixes and event sources as in the AWS Service Authorization Reference and the
 * CloudTrail user guide. A package that is not installed costs the names of its REST calls, nothing else.
 */
export const CATALOGUE: readonly ServiceEntry[] = [
  service('lambda', 'lambda'),
  service('s3', 's3'),
  service('s3express', 's3', { eventSource: 's3express' }),
  service('s3-object-lambda', 's3'),
  service('states', 'sfn', { target: 'AWSStepFunctions' }),
  service('sns', 'sns', { version: '2010-03-31' }),
  service('sqs', 'sqs', { target: 'AmazonSQS' }),
  service('sts', 'sts', { version: '2011-06-15' }),
  service('iam', 'iam', GLOBAL),
  service('ec2', 'ec2'),
  service('logs', 'cloudwatch-logs', { target: 'Logs_20140328' }),
  service('monitoring', 'cloudwatch', { iamPrefix: 'cloudwatch' }),
  service('cloudformation', 'cloudformation'),
  service('ecr', 'ecr'),
  service('events', 'eventbridge', { target: 'AWSEvents' }),
  service('scheduler', 'scheduler'),
  service('pipes', 'pipes'),
  service('kms', 'kms', { target: 'TrentService' }),
  service('ssm', 'ssm', { target: 'AmazonSSM' }),
  service('secretsmanager', 'secrets-manager', { target: 'secretsmanager' }),
  service('dynamodb', ['dynamodb', 'dynamodb-streams']),
  service('kinesis', 'kinesis'),
  service('apigateway', ['api-gateway', 'apigatewayv2']),
  service('cognito-idp', 'cognito-identity-provider', { target: 'AWSCognitoIdentityProviderService' }),
  service('elasticloadbalancing', 'elastic-load-balancing-v2'),
  service('iot', 'iot'),
  service('appsync', 'appsync'),
  service('codecommit', 'codecommit'),
  service('codepipeline', 'codepipeline'),
  service('config', 'config-service'),
  service('connect', 'connect'),
  service('elasticfilesystem', 'efs'),
  service('s3files', 's3files'),
  service('schemas', 'schemas'),
  service('kafka', 'kafka'),
  service('lex', 'lex-models-v2'),
  service('mq', 'mq'),
  service('rds', ['docdb', 'rds']),
  service('ses', 'ses', { version: '2010-12-01' }),
  service('vpc-lattice', 'vpc-lattice'),
  service('cloudtrail', 'cloudtrail'),
  service('cloudfront', 'cloudfront', GLOBAL),
  service('cloudfront-keyvaluestore', 'cloudfront-keyvaluestore', {
    ...GLOBAL,
    eventSource: 'edgekeyvaluestore',
  }),
]

const BY_SIGNING_NAME = new Map(CATALOGUE.map((entry) => [entry.signingName, entry]))

/** The service that signs with this name; one that the catalogue lacks is made up from the name. */
export function serviceOf(signingName: string): ServiceEntry {
  return BY_SIGNING_NAME.get(signingName) ?? { ...service(signingName, signingName), packages: [] }
}

/** The service of an unsigned call, told by its X-Amz-Target or by the `Version` in its form. */
export function serviceOfUnsigned(
  target: string | undefined,
  version: string | undefined,
): ServiceEntry | undefined {
  const prefix = target?.split('.')[0]
  return CATALOGUE.find(
    (entry) =>
      (prefix !== undefined && entry.target === prefix) ||
      (version !== undefined && entry.version === version),
  )
}
