import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '../../model/json.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import { given, textOf } from '../../model/members.ts'
import { canBeWritten } from '../permission-input.ts'
import { policyIn, statementsOf } from '../steps/put-policy.ts'
import type { FunctionPlan } from './function-plan.ts'
import { isStanding } from './standing.ts'

/** Who may invoke. After verification: a source that is still there could wake the function from then on. */
export function planPolicies(plan: FunctionPlan, standing: FunctionContent | undefined): void {
  if (!plan.has('policies')) return
  const { policy, aliases = [], versions = [] } = plan.wanted
  planPolicy(plan, standing, undefined, policy)
  for (const alias of aliases) planPolicy(plan, standing, alias.name, alias.policy)
  for (const one of versions) planPolicy(plan, standing, one.version, one.policy)
}

function planPolicy(
  plan: FunctionPlan,
  standing: FunctionContent | undefined,
  qualifier: string | undefined,
  policy: JsonValue | undefined,
): void {
  const part = qualifier === undefined ? 'policy' : `policy of ${qualifier}`
  const now = standing === undefined ? [] : statementsOf(policyIn(standing, qualifier) ?? null)
  const statements = statementsOf(policy ?? null).filter(
    (one) => !now.some((other) => isDeepStrictEqual(one, other)),
  )
  if (statements.length === 0) return
  if (qualifier !== undefined && !isStanding(plan, qualifier)) {
    plan.lose(part, `The ${part} does not come back, for ${qualifier} does not.`)
    return
  }
  const settable = statements.filter((one) => canBeWritten(one))
  for (const one of statements.filter((one) => !settable.includes(one))) {
    const sid = textOf(one, 'Sid') ?? ''
    plan.lose(
      `${part}/${sid}`,
      `The statement ${sid} of the ${part} names a principal that was deleted: Lambda would refuse it.`,
    )
  }
  if (settable.length === 0) return
  const whom = settable.map((one) => textOf(one, 'Sid')).join(', ')
  plan.step({
    action: 'put-policy',
    phase: 'enable',
    resource: plan.arn(qualifier),
    what: `Let in whom the ${part} let in: ${whom}`,
    why: 'Whoever invokes the function needs the statement of the policy.',
    risk: 'low',
    input: { statements: settable, ...given({ qualifier }) },
  })
}
