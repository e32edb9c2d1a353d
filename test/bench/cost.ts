import { estimate } from './cost/estimate.ts'
import type { Use } from './cost/prices.ts'
import { cost as dollars, together } from './cost/prices.ts'
import type { Bench, Measurement } from './measurement.ts'
import { measured } from './measurement.ts'

/** From what runs use to what they cost; docs/cost.md tells it at length. */
export const cost: Bench = {
  name: 'cost',
  title: 'What 1,000 functions in 5 regions use, and what that costs at list prices',
  meaning:
    "Counted in the runs above: states that the state machine enters, invocations, requests to S3. Lambda's seconds are those of the run at a third of the quota, which is the default and lasts longest. [cost.md](cost.md) has the arithmetic, the prices and what is left out.",
  async run() {
    const { deep, quick, month } = await estimate()
    return [
      ...tell('a deep run', deep),
      ...tell('a quiet quick run', quick),
      measured('a month of runs', dollars(together(month.deep, month.quick)), '$'),
      measured('a month of changes', dollars(month.changes), '$'),
      measured('a month of looks for unusual activity', dollars(month.looks), '$'),
      measured('a month of what stands anyway', dollars(month.standing), '$'),
      measured('a month, all together', dollars(together(...Object.values(month))), '$'),
    ]
  },
}

function tell(what: string, use: Use): Measurement[] {
  const { transition = 0, gigabyteSecond = 0, invocation = 0, write = 0, read = 0 } = use
  return [
    measured(`${what}, state transitions`, transition, 'transitions'),
    measured(`${what}, Lambda`, gigabyteSecond, 'GB-seconds'),
    measured(`${what}, Lambda`, invocation, 'requests'),
    measured(`${what}, S3 writes and lists`, write, 'requests'),
    measured(`${what}, S3 reads`, read, 'requests'),
    measured(`${what}, together`, dollars(use), '$'),
  ]
}
