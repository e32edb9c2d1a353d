import { takePoint } from '../../capture/capture-function.ts'
import { RestoreRefusedError } from '../../errors.ts'
import type { StepAction } from '../step-action.ts'

/** Takes a recovery point of what the restore is about to change. It stays when the restore is undone. */
export const takeSafetyPoint: StepAction = {
  action: 'take-safety-point',
  async carryOut(ports, _step, { place, item, plan }) {
    const { account, zone: region, name } = item.target
    const cause = { type: 'person', principal: plan.request.principal } as const
    const { outcome } = await takePoint({ ...ports, ...place }, { account, region, name, cause })
    if (outcome.type === 'captured' || outcome.type === 'unchanged') return { manifest: outcome.manifest }
    throw new RestoreRefusedError(`No safety point of ${name} could be taken: it is ${outcome.type}.`)
  },
  takeBack: () => Promise.resolve(undefined),
}
