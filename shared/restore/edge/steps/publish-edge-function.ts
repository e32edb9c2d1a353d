import type { PointsByKind } from '../../../model/manifest.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction, StepContext } from '../../step-action.ts'
import { changeDevelopment, changeLive } from '../change-stage.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { edgeSafety } from '../edge-safety.ts'
import { StageRef, presentStage, restoredStage, storedStage } from '../stage.ts'

/** Makes LIVE what it was in the point; from then on viewers get it. */
export const publishEdgeFunction: StepAction = {
  action: 'publish-edge-function',
  async carryOut(ports, { input }, context) {
    const wanted = await restoredStage(ports, context, StageRef.parse(input))
    await changeLive(ports, context.item.target.name, wanted)
    return {}
  },
  async takeBack(ports, _step, context) {
    const safety = await edgeSafety(context, 'cloudfront-function')
    return safety === undefined ? undefined : await goBack(ports, context, safety)
  },
}

/** LIVE comes by way of DEVELOPMENT, so that goes back too. */
async function goBack(
  ports: RestorePorts,
  { item }: StepContext,
  { content }: PointsByKind['cloudfront-function'],
): Promise<string | undefined> {
  const { name } = item.target
  const development = await storedStage(ports.vault, content, 'development')
  const live = await storedStage(ports.vault, content, 'live')
  if (content.live === null) return await tellPublished(ports, name)
  if (development === undefined || live === undefined)
    return `LIVE of ${name} stays: the safety point could not read what it was.`
  await changeLive(ports, name, live)
  await changeDevelopment(ports, name, development)
  return undefined
}

async function tellPublished(ports: RestorePorts, name: string): Promise<string | undefined> {
  const live = await presentStage(edgePlaceOf(ports).cloudfront, name, 'LIVE')
  if (live === undefined) return undefined
  return `${name} stays published: CloudFront takes LIVE away only together with the function.`
}
