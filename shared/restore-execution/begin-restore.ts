import { RestoreRefusedError } from '../errors.ts'
import { RestorePlan } from '../model/restore.ts'
import type { RestoreRequest } from '../model/restore.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { keepPlan, planRestore } from '../restore/plan-restore.ts'
import type { PlanPorts } from '../restore/restore-ports.ts'
import { restorePlanKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { PlanEvent } from './requests.ts'
import { restoreIdOf } from './restore-id.ts'

export interface BeginPorts extends PlanPorts {
  readonly store: ObjectStore
}

/**
 * Plans the restore of an execution and keeps the plan, also one that cannot be carried out: so that it can be looked
 * at. Tried again, it keeps to the plan that there is.
 *
 * @returns its id: later steps find everything else in the vault
 * @throws RestoreRefusedError when something stands in its way
 * @throws as planRestore
 */
export async function beginRestore(
  ports: BeginPorts,
  event: PlanEvent,
): Promise<{ readonly restoreId: string }> {
  const restoreId = restoreIdOf(event)
  const plan =
    (await findDocument(ports.store, RestorePlan, restorePlanKey(restoreId))) ?? (await make(ports, event))
  const [problem] = plan.problems
  if (problem === undefined) return { restoreId }
  const others = plan.problems.length > 1 ? ` So do ${plan.problems.length - 1} others.` : ''
  throw new RestoreRefusedError(`This stands in the way: ${problem.what} ${problem.advice}${others}`, {
    evidence: { restoreId, problems: plan.problems.length },
  })
}

async function make(ports: BeginPorts, { request, ...execution }: PlanEvent): Promise<RestorePlan> {
  const { target, stagingBuckets, ...asked } = request
  const made: RestoreRequest = {
    ...asked,
    restoreId: restoreIdOf(execution),
    target: {
      ...(target.region !== undefined && { region: target.region }),
      ...(target.name !== undefined && { name: target.name }),
    },
    ...(stagingBuckets !== undefined && { stagingBuckets }),
    withRole: false,
    // CloudTrail's record of StartExecution says who started it.
    principal: execution.execution,
  }
  const plan = await planRestore(ports, made)
  await keepPlan(ports.store, plan)
  return plan
}
