import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { REGIONS } from '../emulator/environment.ts'
import { releaseFile } from '../estate/generated.ts'
import { zipFolder } from '../estate/zip.ts'
import { newestPoint } from './newest-point.ts'
import { functionRef } from './stage.ts'
import type { Scene } from './stage.ts'
import { until } from './until.ts'

const FUNCTION = 'parcel-tracker'

/** The run enrolled the region: its events travel to the hub by themselves. */
export const farChange: Scene = {
  name: 'far-change',
  title: `New code in ${REGIONS.far} becomes a recovery point in the hub's vault`,
  async play(stage) {
    const resource = functionRef(FUNCTION, REGIONS.far)
    const before = (await stage.vault.latest(resource))?.pointer.id
    const { carried } = (await stage.gateway.trail()).counts
    const ZipFile = await zipFolder(FUNCTION, [releaseFile('2026.12')])
    const command = new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile })
    const { CodeSha256 } = await stage.inRegion(REGIONS.far).lambda.send(command)
    await until(`a recovery point of ${FUNCTION}`, async () => {
      const id = (await stage.vault.latest(resource))?.pointer.id
      return id === before ? undefined : id
    })
    const { point, key } = await newestPoint(stage.vault, FUNCTION, REGIONS.far)
    if (point.content.code?.type !== 'zip') throw new Error('the recovery point has no code')
    const stored = Buffer.from(point.content.code.blob.sha256, 'hex').toString('base64')
    if (stored !== CodeSha256) throw new Error(`the point holds ${stored}, Lambda runs ${CodeSha256}`)
    const crossed = (await stage.gateway.trail()).counts.carried - carried
    stage.say(`${crossed === 1 ? 'one event' : `${crossed} events`} crossed to the hub's bus; ${key}`)
  },
}
