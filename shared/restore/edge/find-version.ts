import { NotFoundError } from '../../errors.ts'
import type { PinnedVersion } from '../../model/edge.ts'
import { EDGE_REGION } from '../../model/edge.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import { isSameState } from '../planning/plan-states.ts'
import type { EdgePlan } from './edge-plan.ts'

/**
 * The number that a pinned version has at the target: its own, or that of another of the same code and configuration,
 * for a restore before this one may have published it again.
 *
 * @param name of the function at the target
 * @returns `undefined` when no version is the same
 */
export async function findVersion(
  plan: EdgePlan,
  name: string,
  { version, configuration, code }: PinnedVersion,
): Promise<string | undefined> {
  const present = await versionsOf(plan, name)
  const numbers = present.map((one) => textOf(one, 'Version') ?? '')
  const isHome = plan.item.source.account === plan.item.target.account
  // A number is never given twice (Lambda Developer Guide, "Managing function versions").
  if (isHome && numbers.includes(version)) return version
  if (configuration === undefined) return undefined
  const wanted = { configuration: plan.naming.value(configuration), code }
  const same = present.find((one) => isSameState({ configuration: one, code }, wanted))
  return same && textOf(same, 'Version')
}

async function versionsOf({ ports }: EdgePlan, name: string): Promise<readonly JsonObject[]> {
  try {
    const listed = await ports.openPlace(EDGE_REGION).lambda.listVersions(name)
    return listed.filter((one) => textOf(one, 'Version') !== '$LATEST')
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}
