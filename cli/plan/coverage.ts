import pLimit from 'p-limit'
import type { ResourceRef } from '../../shared/model/resource.ts'
import type { Assignment } from '../../shared/plans/choose-plan.ts'
import { choosePlan } from '../../shared/plans/choose-plan.ts'
import type { PlanFile } from '../../shared/plans/plan-file.ts'
import { subjectOf } from '../../shared/plans/subject.ts'
import type { Vault } from '../../shared/ports/vault.ts'

/** A resource that is there, and the plan that is responsible for it. */
export interface Covered extends Assignment {
  readonly resource: ResourceRef
}

/** Manifests that are read at the same time. */
const READERS = 16

/** Chooses the plan of everything in a vault that was not deleted, by the newest points. @throws ManifestInvalidError */
export async function readCoverage(vault: Vault, file: PlanFile): Promise<readonly Covered[]> {
  const pointers = (await Array.fromAsync(vault.listLatest({}))).filter(({ type }) => type === 'point')
  const covered = await pLimit(READERS).map(pointers, async ({ manifest, resource }) => {
    const point = await vault.readManifest(manifest)
    return point.type === 'point' ? [{ resource, ...choosePlan(file, subjectOf(point)) }] : []
  })
  return covered.flat()
}
