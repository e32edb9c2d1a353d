import type { Fault } from '../gateway/faults.ts'
import type { Stage } from './stage.ts'

/** Does something while calls fail, and lets them succeed again whatever came of it. */
export async function underFaults<T>(
  { gateway }: Pick<Stage, 'gateway'>,
  faults: readonly Fault[],
  act: () => Promise<T>,
): Promise<T> {
  await gateway.setFaults(faults)
  try {
    return await act()
  } finally {
    await gateway.setFaults([])
  }
}
