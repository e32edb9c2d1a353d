import { takeEdgePoint } from '../../../edge/capture-edge.ts'
import { RestoreRefusedError, UnsupportedError } from '../../../errors.ts'
import type { StepAction } from '../../step-action.ts'
import { edgePlaceOf } from '../edge-place.ts'

/** Takes a recovery point of what the restore is about to change. It stays when the restore is undone. */
export const takeEdgeSafetyPoint: StepAction = {
  action: 'take-edge-safety-point',
  async carryOut(ports, _step, { item, plan }) {
    const { account, kind, name } = item.target
    if (kind === 'function') throw new RangeError('A function is no resource of the edge.')
    const cause = { type: 'person', principal: plan.request.principal } as const
    const { vault, clock, log } = ports
    const { cloudfront } = edgePlaceOf(ports)
    const sources = { cloudfront, vault, clock, log, captureFunction: refuseFunctions }
    const { outcome } = await takeEdgePoint(sources, { account, kind, name, cause })
    if (outcome.type === 'captured' || outcome.type === 'unchanged') return { manifest: outcome.manifest }
    throw new RestoreRefusedError(`No safety point of ${name} could be taken: it is ${outcome.type}.`)
  },
  takeBack: () => Promise.resolve(undefined),
}

/** Only a distribution names functions, and what a restore changes of it is in the journal. */
function refuseFunctions(): never {
  throw new UnsupportedError('A safety point of a distribution is not taken.')
}
