import { checkBlobs } from '../../shared/restore/check-blobs.ts'
import { keepPlan, planRestore } from '../../shared/restore/plan-restore.ts'
import { readPoint } from '../../shared/restore/read-point.ts'
import type { RestorePlan } from '../../shared/model/restore.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { chooseStyle } from '../session.ts'
import type { CommandResult, Session } from '../session.ts'
import { confirm } from './confirm.ts'
import { performRestore } from './perform-restore.ts'
import { planJson } from './plan-json.ts'
import { planText, sizeText } from './plan-text.ts'
import { checkAccount, firstRegion, restoreRequest } from './restore-request.ts'
import type { RestoreOptions } from './restore-options.ts'
import type { ChosenPoint } from './select-points.ts'
import { openTarget } from './target.ts'

/** Plans a restore, shows it, asks, and carries it out. */
export async function newRestore(
  session: Session,
  points: readonly ChosenPoint[],
  options: RestoreOptions,
): Promise<CommandResult> {
  const region = firstRegion(points, options)
  const caller = await session.world.aws.readCaller(region)
  const request = await restoreRequest(session, { points, options, caller })
  const { roleArn, quotaShare, plans } = options
  const access = { roleArn, session: request.restoreId, region, quotaShare }
  const ports = await openTarget(session, access, plans)
  checkAccount(points, options, ports.account)
  const plan = await planRestore(ports, request)
  if (plan.problems.length > 0) return planned(plan, 'refused')
  if (options.dryRun) return await dryRun(ports, plan)
  if (!options.yes && !(await agreed(session, plan))) return planned(plan, 'refused', 'Nothing was changed.')
  await keepPlan(ports.store, plan)
  return await performRestore(session, { ports, plan, roleArn, plans })
}

/** Damage in the vault shows now, and not when it is too late to look for another point. */
async function dryRun({ vault }: RestorePorts, plan: RestorePlan): Promise<CommandResult> {
  await checkBlobs(vault, { plan, point: (key) => readPoint(vault, key) })
  return planned(plan, 'done', 'Nothing was changed.')
}

async function agreed(session: Session, plan: RestorePlan): Promise<boolean> {
  const style = chooseStyle({ ...session.world, stdout: session.world.stderr }, session.color)
  return await confirm(session, planText(style, plan), `Carry out ${sizeText(plan)}?`)
}

function planned(plan: RestorePlan, ending: 'done' | 'refused', after?: string): CommandResult {
  return {
    ending,
    json: { plan: planJson(plan) },
    text: (style) => [planText(style, plan), ...(after === undefined ? [] : [after])].join('\n\n'),
  }
}
