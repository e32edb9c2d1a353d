import { captureCalls } from './capture-calls.ts'
import { cost } from './cost.ts'
import { deduplication } from './deduplication.ts'
import { deepRun } from './deep-run.ts'
import { detectors } from './detectors.ts'
import { foreignClient } from './foreign-client.ts'
import { gateway } from './gateway.ts'
import { handlers } from './handlers.ts'
import { latency } from './latency.ts'
import { lockCalls } from './lock-calls.ts'
import type { Bench } from './measurement.ts'
import { peakMemory } from './peak-memory.ts'
import { quickRun } from './quick-run.ts'
import { restore } from './restore.ts'
import { retention } from './retention.ts'
import { triggerCalls } from './trigger-calls.ts'

/** Every bench, in the order in which they run. */
export const BENCHES: readonly Bench[] = [
  captureCalls,
  triggerCalls,
  lockCalls,
  deduplication,
  peakMemory,
  handlers,
  gateway,
  latency,
  quickRun,
  foreignClient,
  deepRun,
  retention,
  detectors,
  restore,
  cost,
]
