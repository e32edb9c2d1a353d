import type { Outcome } from '../model/outcome.ts'
import { resourcePath } from '../model/resource.ts'
import type { Burst } from './coalesce.ts'
import { causeOf } from './coalesce.ts'
import type { ChangePorts } from './on-change.ts'

const METRIC = {
  captured: 'PointsWritten',
  unchanged: 'Unchanged',
  deleted: 'Tombstones',
  failed: 'CapturesFailed',
  ignored: 'EventsIgnored',
} as const satisfies Record<Outcome['type'], string>

/** Tells the log and CloudWatch what became of a burst of changes. Facts only: no configuration, no message body. */
export function tell(
  { log, metrics, clock }: Pick<ChangePorts, 'log' | 'metrics' | 'clock'>,
  outcome: Outcome | { readonly type: 'ignored'; readonly reason: string; readonly eventId: string },
  burst?: Pick<Burst<unknown>, 'changes'>,
): void {
  const { changes } = burst ?? {}
  log.info('outcome', { outcome: withPath(outcome), ...(changes && storyOf(changes)) })
  metrics.add('ChangesSeen', 'Count', changes?.length ?? 1)
  // A function that is gone and was never captured leaves no tombstone.
  const isNothing = outcome.type === 'deleted' && outcome.manifest === undefined
  if (!isNothing) metrics.add(METRIC[outcome.type], 'Count', 1)
  if (outcome.type !== 'captured') return
  metrics.add('Gaps', 'Count', outcome.gaps.length)
  metrics.add('BytesStored', 'Bytes', outcome.bytesStored)
  metrics.add('BytesDeduplicated', 'Bytes', outcome.bytesDeduplicated)
  for (const { eventTime } of changes ?? []) {
    metrics.add('CaptureLatency', 'Milliseconds', Math.max(0, clock.now().getTime() - Date.parse(eventTime)))
  }
}

/** How many events it answers; the newest names the lines of their capture. */
function storyOf(changes: Burst<unknown>['changes']): object {
  const cause = causeOf(changes)
  return { events: changes.length, ...(cause.type === 'event' && { correlationId: cause.eventId }) }
}

function withPath(outcome: Outcome | object): object {
  return 'resource' in outcome ? { ...outcome, resource: resourcePath(outcome.resource) } : outcome
}
