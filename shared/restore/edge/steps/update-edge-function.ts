import type { StepAction } from '../../step-action.ts'
import { changeDevelopment } from '../change-stage.ts'
import { edgeSafety } from '../edge-safety.ts'
import { StageRef, restoredStage, storedStage } from '../stage.ts'

/** Gives DEVELOPMENT what a stage of the point has. */
export const updateEdgeFunction: StepAction = {
  action: 'update-edge-function',
  async carryOut(ports, { input }, context) {
    const wanted = await restoredStage(ports, context, StageRef.parse(input))
    await changeDevelopment(ports, context.item.target.name, wanted)
    return {}
  },
  async takeBack(ports, _step, context) {
    const safety = await edgeSafety(context, 'cloudfront-function')
    if (safety === undefined) return undefined
    const { name } = context.item.target
    const before = await storedStage(ports.vault, safety.content, 'development')
    if (before === undefined) return `DEVELOPMENT of ${name} stays: the safety point could not read it.`
    await changeDevelopment(ports, name, before)
    return undefined
  },
}
