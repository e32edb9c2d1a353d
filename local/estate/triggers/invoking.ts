import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import type { Clients } from '../../clients.ts'
import { ACCOUNT, HUB_REGION } from '../../emulator/environment.ts'

/** What a source invokes: a function of the hub's region, unless another is named, or its alias. */
export interface Invoked {
  readonly name: string
  readonly region?: string
  readonly alias?: string
}

/** Its ARN, as sources name it. */
export function arnOf({ name, region = HUB_REGION, alias }: Invoked): string {
  const arn = `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`
  return alias === undefined ? arn : `${arn}:${alias}`
}

/** The URI by which API Gateway invokes it. */
export function invocationUri(invoked: Invoked): string {
  const { region = HUB_REGION } = invoked
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arnOf(invoked)}/invocations`
}

/** What a statement says of who may invoke. */
export interface Allowed {
  readonly service: string
  /** ARN of the source, or a pattern; without it any of the account. */
  readonly source?: string
  /** Of the statement, when the service has another one already. */
  readonly id?: string
}

/**
 * Lets a service invoke it.
 *
 * @param clients of the function's region
 */
export async function allow(
  { lambda }: Pick<Clients, 'lambda'>,
  { name, alias }: Invoked,
  { service, source, id = service }: Allowed,
): Promise<void> {
  const who = source === undefined ? { SourceAccount: ACCOUNT } : { SourceArn: source }
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      Qualifier: alias,
      StatementId: id,
      Action: 'lambda:InvokeFunction',
      Principal: `${service}.amazonaws.com`,
      ...who,
    }),
  )
}

/** A name or id that an API gave to what it created. */
export function given(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`${what} was created without a name to find it by`)
  return value
}
