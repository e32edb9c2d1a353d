import type { EventRule, EventRulesApi } from '../ports/zones-api.ts'
import type { ForwardingRule } from './forwarding.ts'
import type { EnrolmentStep } from './plan-enrolment.ts'

/**
 * Carries out what was planned for one region. Each step may be repeated: an interruption leaves a rule that the
 * next run heals.
 *
 * @param wanted the rules that the plan was made for; a plan that only removes needs none
 * @param found the rules that the plan was made of
 */
export async function carryOut(
  api: EventRulesApi,
  steps: readonly EnrolmentStep[],
  {
    wanted = [],
    found,
  }: { readonly wanted?: readonly ForwardingRule[]; readonly found: readonly EventRule[] },
): Promise<void> {
  for (const { action, rule } of steps) {
    const existing = found.find(({ name }) => name === rule)
    const needed = wanted.find(({ name }) => name === rule)
    if (action === 'remove' && existing !== undefined) await removeRule(api, existing)
    if (action === 'create' && needed !== undefined) await createRule(api, needed)
    if (action === 'heal' && needed !== undefined && existing !== undefined)
      await healRule(api, needed, existing)
  }
}

async function createRule(api: EventRulesApi, wanted: ForwardingRule): Promise<void> {
  await api.putRule(wanted)
  await api.putTarget(wanted.name, wanted.target)
}

/** Tags are put first: should the rest fail, the rule is at least known as ours. */
async function healRule(api: EventRulesApi, wanted: ForwardingRule, existing: EventRule): Promise<void> {
  await api.tagRule(existing.arn, wanted.tags)
  await createRule(api, wanted)
  const others = existing.targets.filter(({ id }) => id !== wanted.target.id)
  if (others.length > 0) await api.removeTargets(wanted.name, idsOf(others))
}

async function removeRule(api: EventRulesApi, { name, targets }: EventRule): Promise<void> {
  if (targets.length > 0) await api.removeTargets(name, idsOf(targets))
  await api.deleteRule(name)
}

function idsOf(targets: EventRule['targets']): readonly string[] {
  return targets.map(({ id }) => id)
}
