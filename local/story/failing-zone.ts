import { REGIONS } from '../emulator/environment.ts'
import { runBackup, tellAlert, zoneLine, zoneOf } from './backup-run.ts'
import type { Scene } from './stage.ts'
import { underFaults } from './under-faults.ts'

/** One region refuses: it is said, and the others are backed up all the same. */
export const failingZone: Scene = {
  name: 'failing-zone',
  title: `A run in which ${REGIONS.far} refuses backs up the others, and says so`,
  async play(stage) {
    const match = { service: 'lambda', operation: 'ListFunctions', region: REGIONS.far }
    const run = await underFaults(stage, [{ kind: 'access-denied', match }], () =>
      runBackup(stage, { mode: 'quick' }),
    )
    for (const zone of run.report.zones) stage.say(zoneLine(zone))
    const { state, failure } = zoneOf(run, REGIONS.far)
    if (state !== 'failed' || failure?.error !== 'AccessDeniedError')
      throw new Error(`${REGIONS.far} is ${state}, because of ${failure?.error ?? 'nothing'}`)
    const others = run.report.zones.filter(({ zone }) => zone !== REGIONS.far)
    if (others.some((zone) => zone.state !== 'done')) throw new Error('another zone is not done')
    if (run.status !== 'FAILED' || run.report.state !== 'partly')
      throw new Error(`the execution ended as ${run.status}, the run as ${run.report.state}`)
    stage.say(`the execution ended as ${run.status}: ${run.error}`)
    tellAlert(stage, run.alert)
  },
}
