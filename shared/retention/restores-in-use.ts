import { textOf } from '../model/members.ts'
import { RestoreOutcome, RestorePlan, StepDone } from '../model/restore.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { RESTORES_PREFIX, outcomeKey, restorePlanKey, stepKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'

/** The step that takes a point of what is there, before the restore changes it: undoing goes back to it. */
const SAFETY = 'take-safety-point'

/**
 * Restores that may still be carried out, resumed or taken back, by the keys of the manifests that they need: the points
 * that they restore, and those of what they found.
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
  const plan = await findDocument(store, RestorePlan, restorePlanKey(restoreId))
  if (plan === undefined || outcome?.state === 'undone') return []
  const points = plan.items.map(({ point }) => point)
  for (const { id } of plan.steps.filter(({ action }) => action === SAFETY)) {
    const done = await findDocument(store, StepDone, stepKey(restoreId, id, 'done'))
    const taken = done && textOf(done.answer, 'manifest')
    if (taken !== undefined) points.push(taken)
  }
  return points
}
