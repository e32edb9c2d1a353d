import type { ActivityLine } from '../model/activity.ts'

/** `arn:aws:sts::123456789012:assumed-role/deploy/run-77`: the session of a role; its name is another one each time. */
const SESSION = /^(arn:[\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/

/**
 * Who did something, the same for all sessions of a role.
 *
 * @returns ARN of the role or user, or what CloudTrail says instead; `undefined` when nobody is known
 */
export function actorOf({
  principal,
  issuer,
}: Pick<ActivityLine, 'principal' | 'issuer'>): string | undefined {
  if (issuer !== undefined) return issuer
  return principal?.replace(SESSION, '$1:iam::$2:role/$3')
}
