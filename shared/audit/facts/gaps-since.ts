import { HoldfastError } from '../../errors.ts'
import { isLeftOut } from '../../model/gaps.ts'
import type { Manifest, RecoveryPoint } from '../../model/manifest.ts'
import type { Vault } from '../../ports/vault.ts'
import type { GapFact } from './resource-fact.ts'

/** Points that are looked back at; a gap that is older is at least as old as the last of them. */
const MOST_POINTS = 20

/** The gaps of a point, less what was left out on purpose, each with the first of the points in a row that have it. */
export async function gapsSince(
  vault: Pick<Vault, 'readManifest'>,
  point: RecoveryPoint,
): Promise<readonly GapFact[]> {
  const since = new Map(point.gaps.map(({ part }) => [part, point.takenAt]))
  let open = new Set(since.keys())
  let before: Manifest = point
  for (let looked = 0; open.size > 0 && before.previous !== null && looked < MOST_POINTS; looked += 1) {
    const older = await findPoint(vault, before.previous)
    if (older === undefined) break
    open = new Set(older.gaps.map(({ part }) => part).filter((part) => open.has(part)))
    for (const part of open) since.set(part, older.takenAt)
    before = older
  }
  return point.gaps
    .filter((gap) => !isLeftOut(gap))
    .map(({ part, reason }) => ({ part, reason, since: since.get(part) ?? point.takenAt }))
}

/** `undefined` where the row ends: at a tombstone, at a point that expired, or at one that is damaged, which the integrity control names. */
async function findPoint(
  vault: Pick<Vault, 'readManifest'>,
  key: string,
): Promise<RecoveryPoint | undefined> {
  try {
    const manifest = await vault.readManifest(key)
    return manifest.type === 'point' ? manifest : undefined
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.retryable) throw error
    return undefined
  }
}
