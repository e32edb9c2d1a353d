import type { RecordedCall } from '../gateway/recorder.ts'
import { runBackup, zoneLine } from './backup-run.ts'
import type { Scene, Stage } from './stage.ts'

/** A run over a fleet in which nothing happened costs next to nothing. */
export const quietRun: Scene = {
  name: 'quiet-run',
  title: 'A second run finds everything unchanged, with a handful of calls',
  async play(stage) {
    const run = await runBackup(stage, { mode: 'quick' })
    for (const zone of run.report.zones) stage.say(zoneLine(zone))
    const { found, unchanged } = run.report.totals
    if (run.status !== 'SUCCEEDED' || found === 0 || unchanged !== found)
      throw new Error(`${found - unchanged} of ${found} are not unchanged (${run.status})`)
    const calls = await readingCalls(stage, run.startedAt)
    stage.say(`${found} resources, looked at by ${calls.length} calls: ${countCalls(calls)}`)
  },
}

/** The run's calls as the gateway saw them, less those that belong to the vault and to the telling. */
async function readingCalls({ gateway }: Pick<Stage, 'gateway'>, since: string): Promise<RecordedCall[]> {
  const { calls } = await gateway.calls()
  const own = new Set(['s3', 'sns', 'kms'])
  return calls.filter(
    ({ app, at, service }) => app?.startsWith('holdfast-') && at >= since && !own.has(service),
  )
}

function countCalls(calls: readonly RecordedCall[]): string {
  const kinds = Map.groupBy(calls, ({ service, operation }) => `${service}:${operation}`)
  return [...kinds].map(([kind, { length }]) => (length === 1 ? kind : `${kind} x${length}`)).join(', ')
}
