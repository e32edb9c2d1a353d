import type { Template } from './packaged-template.ts'

/** The stack as it was deployed: where, and what its logical names have become. */
export interface DeployedStack {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Physical ids, by logical id. */
  readonly resources: Readonly<Record<string, string>>
}

/** Gives the text that a value of the template has in the deployed stack: an ARN, or a pattern of ARNs. */
export type Resolve = (value: unknown) => string

/** ARNs by type of resource: `Fn::GetAtt: [id, Arn]` (CloudFormation template reference, "Return values"). */
const ARNS: Readonly<Record<string, (id: string, stack: DeployedStack) => string>> = {
  'AWS::Events::EventBus': (id, { region, account }) => `arn:aws:events:${region}:${account}:event-bus/${id}`,
  'AWS::IAM::Role': (id, { account }) => `arn:aws:iam::${account}:role/${id}`,
  'AWS::KMS::Key': (id, { region, account }) => `arn:aws:kms:${region}:${account}:key/${id}`,
  'AWS::Lambda::Function': (id, { region, account }) => `arn:aws:lambda:${region}:${account}:function:${id}`,
  'AWS::Logs::LogGroup': (id, { region, account }) => `arn:aws:logs:${region}:${account}:log-group:${id}:*`,
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id}`,
  'AWS::SQS::Queue': (id, { region, account }) =>
    `arn:aws:sqs:${region}:${account}:${id.split('/').at(-1) ?? ''}`,
}

/**
 * Follows `Ref`, `Fn::GetAtt` of an ARN, and `Fn::Sub` into the deployed stack. A parameter without a default value
 * stands as `{its name}`, which no ARN matches.
 *
 * @throws Error for anything else, so that a role never is judged by what was not understood
 */
export function namesOf(template: Template, stack: DeployedStack): Resolve {
  const reference = (name: string) => pseudo(name, stack) ?? parameter(name, template) ?? physical(name)
  const physical = (name: string): string => {
    const id = stack.resources[name]
    if (id === undefined) throw new Error(`the deployed stack has no ${name}`)
    return id
  }
  const attribute = (name: string, attribute: string): string => {
    const type = template.Resources[name]?.Type ?? 'unknown'
    const arn = attribute === 'Arn' ? ARNS[type] : undefined
    if (arn === undefined) throw new Error(`what ${name}.${attribute} of a ${type} becomes is not known here`)
    return arn(physical(name), stack)
  }
  const named = (name: string): string => {
    const [id = '', member] = name.split('.')
    return member === undefined ? reference(id) : attribute(id, member)
  }
  return (value) => {
    if (typeof value === 'string') return value
    const [intrinsic, argument] = Object.entries(value as object)[0] ?? []
    if (intrinsic === 'Ref') return reference(String(argument))
    if (intrinsic === 'Fn::GetAtt') return named((argument as string[]).join('.'))
    if (intrinsic === 'Fn::Sub')
      return String(argument).replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => named(name))
    throw new Error(`what ${JSON.stringify(value)} becomes is not known here`)
  }
}

function pseudo(name: string, { account, region, name: stack }: DeployedStack): string | undefined {
  const values: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackName': stack,
    'AWS::URLSuffix': 'amazonaws.com',
  }
  return values[name]
}

function parameter(name: string, { Parameters }: Template): string | undefined {
  const found = Parameters[name] as { readonly Default?: unknown } | undefined
  if (found === undefined) return undefined
  const value = found.Default
  return (typeof value === 'string' || typeof value === 'number') && value !== ''
    ? String(value)
    : `{${name}}`
}
