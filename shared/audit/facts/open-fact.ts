import { HoldfastError } from '../../errors.ts'
import type { RecoveryPoint } from '../../model/manifest.ts'
import { isPointOf } from '../../model/manifest.ts'
import type { Policies } from '../../model/open-policies.ts'
import { NO_POLICIES, openPolicies, opensToEverybody } from '../../model/open-policies.ts'
import type { Vault } from '../../ports/vault.ts'
import type { OpenFact } from './resource-fact.ts'

/**
 * Which policies of a function let everybody in, by its newest point; `undefined` when none does. Only then the point
 * before is read as well.
 */
export async function openFact(
  vault: Pick<Vault, 'readManifest'>,
  point: RecoveryPoint,
): Promise<OpenFact | undefined> {
  if (!isPointOf('function', point)) return undefined
  const parts = openPolicies(point.content)
  if (parts.length === 0) return undefined
  const isNews = opensToEverybody(await policiesBefore(vault, point.previous), point.content).length > 0
  return { parts, openedAt: isNews ? point.takenAt : undefined }
}

/** `undefined` where it is not known: there was no point before, it expired, or it is damaged, which the integrity control names. */
async function policiesBefore(
  vault: Pick<Vault, 'readManifest'>,
  previous: string | null,
): Promise<Policies | undefined> {
  if (previous === null) return undefined
  try {
    const before = await vault.readManifest(previous)
    if (before.type === 'tombstone') return NO_POLICIES
    return isPointOf('function', before) ? before.content : undefined
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.retryable) throw error
    return undefined
  }
}
