import { PreconditionFailedError } from '../errors.ts'
import { ActivityLine } from '../model/activity.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Log, Metrics } from '../ports/runtime.ts'
import { encodeJsonLines } from '../report/json-lines.ts'
import type { ActivityFile } from '../vault/activity-layout.ts'
import { activityKey } from '../vault/activity-layout.ts'

/** What keeping lines touches. */
export interface KeepPorts {
  readonly store: Pick<ObjectStore, 'write'>
  readonly log: Log
  readonly metrics: Metrics
}

/**
 * Writes lines, once: a step that is retried finds what it wrote before.
 *
 * @throws HoldfastError when the vault does not take them
 */
export async function writeLines(
  store: KeepPorts['store'],
  file: ActivityFile,
  lines: readonly ActivityLine[],
): Promise<void> {
  if (lines.length === 0) return
  const bytes = encodeJsonLines(lines.map((line) => ActivityLine.parse(line)))
  try {
    await store.write(activityKey(file), bytes, { size: bytes.length, condition: 'absent' })
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
  }
}

/** As writeLines; that lines are lost is told, and is no reason for a capture to fail. */
export async function keepLines(
  { store, log, metrics }: KeepPorts,
  file: ActivityFile,
  lines: readonly ActivityLine[],
): Promise<void> {
  try {
    await writeLines(store, file, lines)
  } catch (error) {
    log.error('what happened could not be written to activity/', { lines: lines.length, error })
    metrics.add('ActivityLost', 'Count', lines.length)
  }
}
