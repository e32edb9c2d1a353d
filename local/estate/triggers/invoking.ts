import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import type { Clients } from '../../clients.ts'
import { ACCOUNT, HUB_REGION } from '../../emulator/environment.ts'
import { invokedBy } from '../settings.ts'

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

/**
 * Lets a service invoke it for one source.
 *
 * @param clients of the function's region
 * @param id of the statement, when the service has another one already
 */
export async function allow(
  { lambda }: Pick<Clients, 'lambda'>,
  { name, alias }: Invoked,
  {
    service,
    source,
    id = service,
  }: { readonly service: string; readonly source: string; readonly id?: string },
): Promise<void> {
  const FunctionName = name
  const statement = { ...invokedBy(service, source), StatementId: id }
  await lambda.send(new AddPermissionCommand({ FunctionName, ...statement, Qualifier: alias }))
}

/** A name or id that an API gave to what it created. */
export function given(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`${what} was created without a name to find it by`)
  return value
}
