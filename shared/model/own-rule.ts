/** How the names of all forwarding rules begin; the permission to make them ends there (infrastructure/roles.yml). */
export const RULE_PREFIX = 'holdfast-forward-'

/** Whether an ARN is that of a forwarding rule, which runs make and heal: it is no trigger of any function. */
export function isOwnRule(arn: string): boolean {
  return arn.includes(`:rule/${RULE_PREFIX}`)
}
