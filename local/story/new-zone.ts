import { ENABLED_REGIONS, REGIONS } from '../emulator/environment.ts'
import { createFunction } from '../estate/create-function.ts'
import { returnsDesk } from '../estate/elsewhere.ts'
import { runBackup, tellAlert, zoneLine, zoneOf } from './backup-run.ts'
import { rulesToHub } from './forwarding-rules.ts'
import type { Scene } from './stage.ts'

/** A region is enabled, and somebody starts to use it: nobody has to tell Holdfast. */
export const newZone: Scene = {
  name: 'new-zone',
  title: `${REGIONS.new} is enabled: the next run protects it, and says that it is new`,
  async play(stage) {
    await stage.gateway.setRegions([...ENABLED_REGIONS, REGIONS.new])
    await createFunction(stage.inRegion(REGIONS.new), returnsDesk(stage.estate.role))
    const run = await runBackup(stage, { mode: 'quick' })
    stage.say(zoneLine(zoneOf(run, REGIONS.new)))
    if (run.report.newZones.join() !== REGIONS.new)
      throw new Error(`announced as new: ${run.report.newZones.join() || 'nothing'}`)
    if (zoneOf(run, REGIONS.new).captured !== 1) throw new Error('its function was not captured')
    const rules = await rulesToHub(stage.inRegion(REGIONS.new), stage.hubBus)
    if (rules.length === 0) throw new Error('no rule forwards its changes')
    stage.say(
      `its changes are forwarded to the hub from now on, by ${rules.length} rules: ${rules.join(', ')}`,
    )
    tellAlert(stage, run.alert)
  },
}
