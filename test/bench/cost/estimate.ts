import { deepRun, quietRun, sharedRun } from '../fleet/fleet-runs.ts'
import { readService } from '../service.ts'
import { RUNS, STANDING, useOfChanges, useOfLooks, useOfRun } from './monthly.ts'
import type { Use } from './prices.ts'
import { times } from './prices.ts'
import { watchUse } from './watch.ts'

/** What a thousand functions in five regions use. */
export interface Estimate {
  /** One deep run in which every function is new, at a third of the quotas. */
  readonly deep: Use
  /** One quick run in which nothing changed. */
  readonly quick: Use
  /** A month of each, of changes, of looks for unusual activity, and of what stands anyway. */
  readonly month: Readonly<Record<'deep' | 'quick' | 'changes' | 'looks' | 'standing', Use>>
}

/**
 * Measures what runs use. States, invocations and requests are those of the deep run at the whole quota; its seconds
 * would flatter, so they are those of the run at a third of it, which is the default.
 */
export async function estimate(): Promise<Estimate> {
  const service = await readService()
  const slow = useOfRun((await sharedRun()).run, service)
  const counted = useOfRun(await deepRun(), service)
  const deep: Use = { ...counted, ...(slow.gigabyteSecond && { gigabyteSecond: slow.gigabyteSecond }) }
  const quick = useOfRun(await quietRun(), service)
  const watch = await watchUse()
  const month = {
    deep: times(deep, RUNS.deep),
    quick: times(quick, RUNS.quick),
    changes: useOfChanges(service, watch),
    looks: useOfLooks(service, watch),
    standing: STANDING,
  }
  return { deep, quick, month }
}
