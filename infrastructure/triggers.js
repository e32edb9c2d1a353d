// The part of the template that follows from the kinds of triggers, for `${file(infrastructure/triggers.js):<member>}`.
// The meaning is in triggers/*.ts; osls loads this file with `require`, which takes no module that waits while it loads.

/** Parameters, policies, rules and outputs. */
export async function template() {
  const { triggerTemplate } = await import('./triggers/template.ts')
  const { TRIGGER_KINDS } = await import('../shared/triggers/find-kinds.ts')
  const { FACTS_KINDS } = await import('../shared/triggers/find-facts.ts')
  const { TRIGGER_PATTERNS } = await import('../shared/zones/trigger-patterns.ts')
  return triggerTemplate({ kinds: TRIGGER_KINDS, facts: FACTS_KINDS, patterns: TRIGGER_PATTERNS })
}

/** What the rule from the hub's bus to the queue lets through. */
export async function hubPattern() {
  const { hubPattern } = await import('./triggers/forwarding-rules.ts')
  const { FORWARDING_PATTERNS } = await import('../shared/zones/forwarding.ts')
  return hubPattern(FORWARDING_PATTERNS)
}

/** The rules that may put what they cannot deliver into the dead-letter queue. */
export async function rulesWithDeadLetters() {
  const { forwardingRuleArns } = await import('./triggers/forwarding-rules.ts')
  const { TRIGGER_PATTERNS } = await import('../shared/zones/trigger-patterns.ts')
  return [{ 'Fn::GetAtt': ['HubRule', 'Arn'] }, ...forwardingRuleArns(TRIGGER_PATTERNS)]
}
