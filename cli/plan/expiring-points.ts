import type { ResourceRef } from '../../shared/model/resource.ts'
import { resourcePath } from '../../shared/model/resource.ts'
import { rulingsOf } from '../../shared/plans/ruling.ts'
import type { PlanFile } from '../../shared/plans/plan-file.ts'
import { planPrune } from '../../shared/retention/prune.ts'
import { openVaultStore } from '../find-run.ts'
import type { Session } from '../session.ts'

/** What retention would decide of one manifest now. */
export interface JudgedPoint {
  /** Key of the manifest. */
  readonly key: string
  readonly type: 'point' | 'tombstone'
  readonly takenAt: string
  readonly keep: boolean
  readonly reasons: readonly string[]
}

/** What would become of every manifest of a resource now, newest first; changes nothing. @throws ManifestInvalidError */
export async function judgePoints(
  session: Session,
  resource: ResourceRef,
  file: PlanFile,
): Promise<readonly JudgedPoint[]> {
  const { account, zone, name } = resource
  const { world } = session
  const locks = world.openLocks(session.vaultUrl())
  const ports = { vault: session.vault(), store: await openVaultStore(session), locks, clock: world.clock }
  const plans = await Array.fromAsync(
    planPrune(ports, { rules: rulingsOf(file), filter: { account, zone, name } }),
  )
  return plans
    .filter((plan) => resourcePath(plan.resource) === resourcePath(resource))
    .flatMap(({ verdicts }) => verdicts)
    .map(({ point: { key, type, takenAt }, keep, reasons }) => ({
      key,
      type,
      takenAt: takenAt.toISOString(),
      keep,
      reasons,
    }))
    .toReversed()
}
