import { captureFailedKey, capturedAgain } from '../alerts/messages/capture-failed.ts'
import type { Alert } from '../model/alert.ts'
import type { OutcomeLine, RunReport } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { readOutcomes } from '../report/store.ts'
import { KNOWN_PREFIX, knownKey } from '../vault/alert-layout.ts'

/**
 * The ends of captures that failed before a run, and that the run made good. Only of what people may know of is any
 * given: the names of their records are listed once, for a run reads thousands of resources of which none ever failed.
 *
 * @throws HoldfastError when the vault cannot be read
 */
export async function capturedByRun(store: ObjectStore, report: RunReport): Promise<readonly Alert[]> {
  const known = await knownBefore(store, new Date(report.startedAt))
  if (known.size === 0) return []
  const alerts: Alert[] = []
  for (const { zone } of report.zones) {
    for await (const line of readOutcomes(store, report, zone)) {
      if (isCaptured(line) && known.has(knownKey(captureFailedKey(line.resource))))
        alerts.push(capturedAgain(line.resource, report.endedAt))
    }
  }
  return alerts
}

/** Records as they were before the run: what failed while it ran, it may have read before. */
async function knownBefore(store: ObjectStore, startedAt: Date): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  for await (const { key, modifiedAt } of store.list(KNOWN_PREFIX)) if (modifiedAt < startedAt) keys.add(key)
  return keys
}

function isCaptured(
  line: OutcomeLine,
): line is Extract<OutcomeLine, { type: 'captured' | 'unchanged' | 'deleted' }> {
  return line.type === 'captured' || line.type === 'unchanged' || line.type === 'deleted'
}
