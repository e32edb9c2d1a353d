import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { latestKey } from '../../shared/vault/layout.ts'
import { CACHE } from '../places.ts'
import { alarmLine, alarmStates } from './alarms.ts'
import { startRun, untilEnded } from './backup-run.ts'
import { command } from './holdfast.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'
import { functionRef } from './stage.ts'
import { until } from './until.ts'

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
      await dailyAudit(stage)
    } finally {
      await write(stage, key, good.bytes)
    }
    stage.say(`the page for the files: ${page}`)
  },
}

/** The deployed audit, as its schedule starts it: people hear of it, and its alarm is red. */
async function dailyAudit(stage: Stage): Promise<void> {
  const ended = await untilEnded(stage, await startRun({ ...stage, stateMachine: stage.auditMachine }, {}))
  if (ended.status !== 'SUCCEEDED') throw new Error(`the audit ended as ${ended.status}: ${ended.error}`)
  const told = await until('a message in Slack', async () =>
    stage.people
      .messages()
      .find(({ text }) => text.includes(`the newest point of ${FUNCTION} cannot be found`)),
  )
  stage.say(`the daily audit, in Slack: ${told.text}`)
  const red = await until('an alarm', async () => {
    const states = await alarmStates(stage)
    return states.find(({ name, state }) => name === 'IntegrityAlarm' && state === 'ALARM')
  })
  stage.say(`alarm of the dashboard: ${alarmLine(red)}`)
}

async function write({ clients, store }: Stage, Key: string, Body: string | Uint8Array): Promise<void> {
  await clients.s3.send(new PutObjectCommand({ Bucket: new URL(store.url).host, Key, Body }))
}
