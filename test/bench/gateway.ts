import { measureAddedTime } from '../../local/gateway/bench.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'

/** Caller, gateway and upstream share a thread, so it is more than between processes. */
export const gateway: Bench = {
  name: 'gateway',
  title: "Time that the local machine's gateway adds to a call",
  meaning:
    'The same call with the gateway before an upstream that answers at once, and without. Caller, gateway and upstream share one thread, so it is more than between processes.',
  async run() {
    const { calls, median, p90, p99 } = await measureAddedTime()
    const note = `of ${calls} calls`
    return [
      measured('median', median, 'ms', { bound: { under: 2 }, note }),
      measured('90 of 100 calls, at most', p90, 'ms'),
      measured('99 of 100 calls, at most', p99, 'ms'),
    ]
  },
}
