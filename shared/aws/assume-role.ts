import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import type { Credentials } from './clients.ts'

/**
 * Credentials of a role, usually of another account: asked of STS with the caller's own at their first use, and again
 * before they expire.
 *
 * @param session name of the session, which CloudTrail shows: at most 64 letters, digits and `-_=,.@`
 */
export function assumeRole(roleArn: string, session: string): Credentials {
  return fromTemporaryCredentials({ params: { RoleArn: roleArn, RoleSessionName: session } })
}
