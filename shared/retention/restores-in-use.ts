import { RestoreOutcome, RestorePlan } from '../model/restore.ts'
import type { ObjectStore } from '../ports.ts'
import { RESTORES_PREFIX, outcomeKey, restorePlanKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'

/** How a restore stands that nobody can go on with. */
const OVER: readonly RestoreOutcome['state'][] = ['restored', 'undone']

/**
 * Restores that may still be carried out, resumed or taken back, by the keys of the manifests that they need.
 *
 * @param since plans that were written before this are left out: nobody goes on with them
 * @throws ManifestInvalidError
 */
export async function restoresInUse(
  store: Pick<ObjectStore, 'list' | 'load'>,
  since: Date,
): Promise<ReadonlyMap<string, string>> {
  const needed = new Map<string, string>()
  for await (const { key, modifiedAt } of store.list(RESTORES_PREFIX)) {
    const [, restoreId = ''] = key.split('/')
    if (key !== restorePlanKey(restoreId) || modifiedAt < since) continue
    for (const point of await pointsOf(store, restoreId)) needed.set(point, restoreId)
  }
  return needed
}

async function pointsOf(store: Pick<ObjectStore, 'load'>, restoreId: string): Promise<readonly string[]> {
  const outcome = await findDocument(store, RestoreOutcome, outcomeKey(restoreId))
  if (outcome !== undefined && OVER.includes(outcome.state)) return []
  const plan = await findDocument(store, RestorePlan, restorePlanKey(restoreId))
  return plan?.items.map(({ point }) => point) ?? []
}
