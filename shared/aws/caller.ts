import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { RequestRejectedError } from '../errors.ts'
import { call } from './calls.ts'
import type { ClientOptions } from './clients.ts'
import { createClient } from './clients.ts'

/** Whose credentials these are, and where they point. */
export interface Caller {
  readonly account: string
  /** ARN of the user or of the assumed role. */
  readonly principal: string
  /** The region that was asked for, else that of the SDK's default chain (AWS_REGION, profile). */
  readonly region: string
}

/**
 * Asks STS who is calling; no permission is needed for that.
 * @throws AccessDeniedError when the credentials are wrong or have expired; what the SDK throws when there are
 *   none, or no region
 */
export async function readCaller(
  options: Pick<ClientOptions, 'region' | 'hooks' | 'credentials'> = {},
): Promise<Caller> {
  const sts = createClient(STSClient, options)
  const region = await sts.config.region()
  const identity = await call('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})))
  const { Account: account, Arn: principal } = identity
  if (account === undefined || principal === undefined) {
    const evidence = { operation: 'GetCallerIdentity', nameless: true }
    throw new RequestRejectedError('GetCallerIdentity: the answer names no account.', { evidence })
  }
  return { account, principal, region }
}
