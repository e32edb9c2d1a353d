import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { latestKey } from '../../shared/vault/layout.ts'
import { CACHE } from '../places.ts'
import { command } from './holdfast.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'
import { functionRef } from './stage.ts'

const FUNCTION = 'geo-lookup'
/** How a command ends that found damaged bytes. (docs/cli.md) */
const DAMAGED = 6

/** An audit of a vault to which something was done finds it, by name, and says what it rests on. */
export const audit: Scene = {
  name: 'audit',
  title: `Somebody damages what the vault has of ${FUNCTION}: the audit names it`,
  async play(stage) {
    await untilQuiet(stage)
    await command(stage, ['audit', '--control', 'integrity'])
    const key = latestKey(functionRef(FUNCTION))
    const page = join(CACHE, 'audit.html')
    const good = await stage.store.load(key)
    if (good === undefined) throw new Error(`${FUNCTION} has no pointer`)
    await write(stage, key, '{"manifest":"nonsense"}')
    try {
      const printed = await command(stage, ['audit', '--control', 'coverage', 'integrity', '--html', page], {
        code: DAMAGED,
      })
      if (!printed.includes(key)) throw new Error(`the audit does not name ${key}`)
    } finally {
      await write(stage, key, good.bytes)
    }
    stage.say(`the page for the files: ${page}`)
  },
}

async function write({ clients, store }: Stage, Key: string, Body: string | Uint8Array): Promise<void> {
  await clients.s3.send(new PutObjectCommand({ Bucket: new URL(store.url).host, Key, Body }))
}
