import { quietRun } from './fleet/fleet-runs.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'

/** A quick run that finds nothing changed. */
export const quickRun: Bench = {
  name: 'quick-run',
  title: 'A quiet quick run over 10,000 functions in 5 regions, at a third of the quotas',
  meaning:
    "The state machine as it is, its steps run by the code that deploys, against the gateway's quota simulator: Lambda's published token buckets for each region. The vault in S3 has the inventories of a run before. Nothing changed, so the run lists 200 pages of 50 functions and compares. The time is what a third of the quota lets 40 pages of one region take; the five regions run side by side.",
  async run() {
    const { calls, functions, seconds, report, busy } = await quietRun()
    const { unchanged, captured, throttled } = report.totals
    if (unchanged !== functions) throw new Error(`${captured} captured and ${unchanged} unchanged`)
    return [
      measured('API calls per unchanged function', calls.length / functions, 'calls', {
        bound: { most: 0.05 },
        note: `${calls.length} calls`,
      }),
      measured('duration', seconds, 's', { bound: { most: 60 } }),
      measured('throttled calls', throttled, 'calls'),
      measured('this process was busy', 100 * busy, '%'),
    ]
  },
}
