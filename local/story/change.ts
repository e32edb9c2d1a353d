import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import type { Sha256 } from '../../shared/model/manifest.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { releaseFile } from '../estate/generated.ts'
import { zipFolder } from '../estate/zip.ts'
import { newestPoint } from './newest-point.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import type { Scene } from './stage.ts'

const FUNCTION = 'feature-flags'

/** New code: its event travels rule, queue, function, and a moment later the vault holds the new bytes. */
export const change: Scene = {
  name: 'change',
  title: `New code for ${FUNCTION} becomes a recovery point`,
  async play(stage) {
    const ZipFile = await zipFolder(FUNCTION, [releaseFile('2026.12')])
    const command = new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile })
    let deployed: string | undefined
    const outcomes = await outcomesAfter(stage, FUNCTION, async () => {
      deployed = (await stage.clients.lambda.send(command)).CodeSha256
    })
    const { point, key } = await newestPoint(stage.vault, FUNCTION)
    stage.say(`on-change: ${kindsOf(outcomes)}; ${key}`)
    if (point.content.code?.type !== 'zip') throw new Error('the recovery point has no code')
    const { sha256, size } = point.content.code.blob
    stage.say(`blob ${sha256}, ${size} bytes`)
    const stored = await hashBlob(stage.vault, sha256)
    if (stored !== deployed) throw new Error(`the stored blob is ${stored}, Lambda runs ${deployed}`)
    stage.say(`read back and hashed: ${stored}, as Lambda's CodeSha256 says`)
  },
}

/** In base64, as Lambda gives it. */
async function hashBlob(vault: Vault, sha256: Sha256): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(await vault.openBlob(sha256), hash)
  return hash.digest('base64')
}
