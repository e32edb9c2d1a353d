import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { releaseFile } from '../estate/generated.ts'
import { zipFolder } from '../estate/zip.ts'
import { newestPoint } from './newest-point.ts'
import { outcomesAfter } from './outcomes.ts'
import type { Scene } from './stage.ts'

const FUNCTION = 'feature-flags'

/** New code: its event travels rule, queue, function, and a moment later the vault holds the new bytes. */
export const change: Scene = {
  name: 'change',
  title: `New code for ${FUNCTION} becomes a recovery point`,
  async play(stage) {
    const began = Date.now()
    const ZipFile = await zipFolder(FUNCTION, [releaseFile('2026.12')])
    const command = new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile })
    let deployed: string | undefined
    const [{ outcome }] = await outcomesAfter(stage, FUNCTION, async () => {
      deployed = (await stage.clients.lambda.send(command)).CodeSha256
    })
    if (outcome.type !== 'captured') throw new Error(`the change ended as ${outcome.type}`)
    const seconds = (Date.now() - began) / 1000
    const { point, key } = await newestPoint(stage.vault, FUNCTION)
    if (point.content.code?.type !== 'zip') throw new Error('the recovery point has no code')
    const { sha256, size } = point.content.code.blob
    const hash = createHash('sha256')
    await pipeline(await stage.vault.openBlob(sha256), hash)
    const stored = hash.digest('base64')
    stage.say(`${key} after ${seconds.toFixed(1)} s`)
    stage.say(`blob ${sha256}, ${size} bytes`)
    if (stored !== deployed) throw new Error(`the stored blob is ${stored}, Lambda runs ${deployed}`)
    stage.say(`read back and hashed: ${stored}, as Lambda's CodeSha256 says`)
  },
}
