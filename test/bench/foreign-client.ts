import { sharedRun } from './fleet/fleet-runs.ts'
import { quotaUses } from './fleet/quota-use.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'

/** Whether a run at a third of the quota leaves room for the account's own deployments. */
export const foreignClient: Bench = {
  name: 'foreign-client',
  title: 'A foreign client calls 5 times a second during a run at a third of the quota',
  meaning:
    'A client that never tries again calls ListAliases five times a second in the region in which a deep run of 50 functions goes on, from its first call to its last. A run leaves two thirds of the quota, ten calls a second, and never takes more than a third of what AWS holds ready for a burst.',
  async run() {
    const { run, foreign } = await sharedRun()
    const [longest] = quotaUses(run.calls)
    return [
      measured('calls of the foreign client', foreign.made, 'calls', {
        note: `${(foreign.made / run.seconds).toFixed(2)} a second`,
      }),
      measured('of these throttled', foreign.throttled, 'calls', { bound: { most: 0 } }),
      measured('calls of the run in the same quota', longest!.needed, 'calls', {
        note: `${(longest!.needed / run.seconds).toFixed(2)} a second`,
      }),
      measured('of these throttled', longest!.throttled, 'calls'),
    ]
  },
}
