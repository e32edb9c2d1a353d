import { deepRun as playDeepRun } from './fleet/fleet-runs.ts'
import { arithmetic, quotaUses } from './fleet/quota-use.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'

/** A deep run in which everything is new. */
export const deepRun: Bench = {
  name: 'deep-run',
  title: 'A deep run over 2,000 new functions in 5 regions, at the whole quota',
  meaning:
    'As above, with no inventory: every function is new and is captured with its code. The lower bound is the time in which the quotas let through the calls that the run needed, in the region and the quota that take longest, if its bucket is full at the start and nothing else takes any time. Each invocation begins cold, with pacing of its own. The endpoint answers at once. With every answer delayed by 50 ms, as on AWS, 200 functions in one region took 1.13 times the bound at the whole quota, for a run pauses where it writes down how far it is, after each 25 functions; at a third of the quota they took 1.06 times what that third allows (tried by hand, 2026-11-21).',
  async run() {
    const { calls, functions, seconds, report, busy } = await playDeepRun()
    const { captured } = report.totals
    if (captured !== functions) throw new Error(`${captured} of ${functions} functions were captured`)
    const [longest] = quotaUses(calls)
    const throttled = calls.filter(({ by }) => by === 'quota').length
    return [
      measured('lower bound by the quotas', longest!.least, 's', { note: arithmetic(longest!) }),
      measured('duration', seconds, 's'),
      measured('duration, of the lower bound', seconds / longest!.least, 'times', { bound: { most: 1.1 } }),
      measured('throttled calls', (100 * throttled) / calls.length, '%', {
        bound: { under: 1 },
        note: `${throttled} of ${calls.length} calls`,
      }),
      measured('calls per function', calls.length / functions, 'calls'),
      measured('this process was busy', 100 * busy, '%'),
    ]
  },
}
