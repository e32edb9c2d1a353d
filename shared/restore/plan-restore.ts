import pLimit from 'p-limit'
import { RestoreRefusedError } from '../errors.ts'
import { resourceArn, withoutQualifier } from '../model/make-arn.ts'
import { resourcePath } from '../model/resource.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RestorePlan, RestoreRequest, RestoreStep } from '../model/restore.ts'
import { RestorePlan as RestorePlanSchema } from '../model/restore.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { restorePlanKey } from '../vault/restore-layout.ts'
import { createDocument } from '../vault/stored-documents.ts'
import { inOrderOfNeed } from './in-order-of-need.ts'
import type { ItemPlan } from './item-plan.ts'
import { planItem } from './kinds.ts'
import { shareSteps } from './share-steps.ts'
import { readPoint } from './read-point.ts'
import { regionScopes } from './region-scopes.ts'
import type { PlanPorts } from './restore-ports.ts'

/** Points that are planned for side by side: the waits for AWS cost no time of one another. */
const TOGETHER = 8

/**
 * Makes the plan of a restore: what will be done in which order, why, what cannot come back, and what stands in its
 * way. It only reads, and writes nothing: {@link keepPlan} puts the plan where a restore starts from.
 *
 * @throws NotFoundError, ManifestInvalidError, VaultFormatError when a point cannot be read
 * @throws RestoreRefusedError when the request contradicts itself
 * @throws HoldfastError when the target account cannot be read
 */
export async function planRestore(ports: PlanPorts, request: RestoreRequest): Promise<RestorePlan> {
  refuseContradiction(ports, request)
  const scopeOf = regionScopes(ports, request.points.length)
  const limit = pLimit(TOGETHER)
  const planOne = async (key: string): Promise<ItemPlan> =>
    await planItem(ports, { key, point: await readPoint(ports.vault, key), request, scopeOf })
  const planned = await Promise.all(request.points.map((key) => limit(planOne, key)))
  refuseTwice(planned)
  return assemblePlan(request, inOrderOfNeed(planned), ports.clock.now())
}

/** Writes a plan down; from here on it can be carried out. @throws PreconditionFailedError when there is one of its id */
export async function keepPlan(store: Pick<ObjectStore, 'write'>, plan: RestorePlan): Promise<void> {
  await createDocument(store, RestorePlanSchema, plan, restorePlanKey(plan.request.restoreId))
}

function refuseContradiction({ account }: PlanPorts, { target, points }: RestoreRequest): void {
  if (target.name !== undefined && points.length > 1) {
    throw new RestoreRefusedError('One name is asked for, and several points are to be restored under it.')
  }
  if (target.account !== undefined && target.account !== account) {
    throw new RestoreRefusedError(
      `The target is account ${target.account}, and the credentials are of ${account}: a role of the target account is needed.`,
    )
  }
}

/** @throws RestoreRefusedError when two points would become the same function */
function refuseTwice(planned: readonly ItemPlan[]): void {
  const targets = planned.map(({ item }) => resourcePath(item.target))
  const twice = targets.find((target, index) => targets.indexOf(target) !== index)
  if (twice === undefined) return
  throw new RestoreRefusedError(`Two of the points would be restored as ${twice}: choose one of them.`)
}

function assemblePlan(request: RestoreRequest, planned: readonly ItemPlan[], now: Date): RestorePlan {
  const shared = shareSteps(planned)
  const made = new Set(planned.map(({ item }) => resourceArn(item.target, item.partition)))
  const drafts = shared.flatMap(({ steps }, item) => steps.map((step) => ({ ...step, item })))
  const steps: RestoreStep[] = drafts.map((step, index) => ({
    id: String(index + 1).padStart(5, '0'),
    ...step,
  }))
  return {
    format: FORMAT_VERSION,
    plannedAt: now.toISOString(),
    request,
    items: shared.map(({ item }) => item),
    steps,
    cannotComeBack: planned.flatMap((one, item) => one.cannotComeBack.map((loss) => ({ item, ...loss }))),
    remarks: planned.flatMap(({ remarks, absent = [] }, item) =>
      [...remarks, ...tellOfAbsent(absent, made)].map((what) => ({ item, what })),
    ),
    problems: planned.flatMap(({ problems }, item) => problems.map((problem) => ({ item, ...problem }))),
  }
}

/** Functions that a point names, that are not there, and that this restore does not bring back. */
function tellOfAbsent(absent: readonly string[], made: ReadonlySet<string>): readonly string[] {
  const left = [...new Set(absent.map(withoutQualifier))].filter((arn) => !made.has(arn))
  return left.map(
    (arn) =>
      `The function ${arn}, which it names, is not there: what is sent to it is lost. Restore it too, in the same restore or before.`,
  )
}
