import { newestCopyMark } from '../shared/copies/copy-mark.ts'
import type { CopyFilter } from '../shared/copies/copy-filter.ts'
import type { CopyPlace } from '../shared/copy-execution/planned-filter.ts'
import { parsePlannedName, plannedFilter } from '../shared/copy-execution/planned-filter.ts'
import type { PlanFile } from '../shared/plans/plan-file.ts'
import type { Session } from './session.ts'

/** A copy, and where the plans come from that say what it is to hold. */
export interface PlannedCopy {
  readonly url: string
  /** Whether a person named the plans: that says what a copy is made by which was never complete. */
  readonly isNamed: boolean
  readonly readPlans: () => Promise<PlanFile>
}

/**
 * Which resources a copy of the vault is to hold: those that plans ask for, when it was made by plans last; `undefined`
 * for all of them. Errors as for `readPlans`.
 */
export async function findCopyFilter(session: Session, copy: PlannedCopy): Promise<CopyFilter | undefined> {
  const place = await placeOf(session, copy)
  if (place === undefined) return undefined
  return plannedFilter({ vault: session.vault(), plans: await copy.readPlans(), place })
}

async function placeOf(
  { world, vaultUrl }: Session,
  { url, isNamed }: PlannedCopy,
): Promise<CopyPlace | undefined> {
  const mark = await newestCopyMark(world.openStore(url), world.openStore(vaultUrl()).url)
  if (mark !== undefined) return mark.filter === null ? undefined : parsePlannedName(mark.filter)
  const region = isNamed ? await world.regionOf(url) : undefined
  return region === undefined ? undefined : { region, account: undefined }
}
