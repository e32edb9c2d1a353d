import { NotFoundError } from '../../errors.ts'
import type { RestorePorts } from '../restore-ports.ts'
import { edgePlaceOf } from './edge-place.ts'
import type { StageState } from './stage.ts'
import { isSameStage, presentStage, stageInput } from './stage.ts'
import { untilAccepted } from './until-accepted.ts'

/** Gives DEVELOPMENT a state, unless it has it. @returns the ETag of that state @throws NotFoundError */
export async function changeDevelopment(
  ports: RestorePorts,
  name: string,
  wanted: StageState,
): Promise<string> {
  const { cloudfront, writer } = edgePlaceOf(ports)
  return await untilAccepted(ports.clock, async () => {
    const now = await presentStage(cloudfront, name, 'DEVELOPMENT')
    if (now === undefined) throw new NotFoundError(`There is no CloudFront function ${name}.`)
    if (isSameStage(now.state, wanted)) return now.etag
    const input = { Name: name, IfMatch: now.etag, FunctionConfig: stageInput(wanted.configuration) }
    await writer.updateFunction(input, wanted.code)
    const then = await presentStage(cloudfront, name, 'DEVELOPMENT')
    return then?.etag ?? ''
  })
}

/** Makes LIVE a state, by way of DEVELOPMENT, which is that state afterwards too; unless LIVE has it. */
export async function changeLive(ports: RestorePorts, name: string, wanted: StageState): Promise<void> {
  const { cloudfront, writer } = edgePlaceOf(ports)
  await untilAccepted(ports.clock, async () => {
    const now = await presentStage(cloudfront, name, 'LIVE')
    if (now !== undefined && isSameStage(now.state, wanted)) return
    await writer.publishFunction(name, await changeDevelopment(ports, name, wanted))
  })
}
