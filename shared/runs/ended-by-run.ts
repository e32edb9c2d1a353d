import { captureFailedKey, capturedAgain } from '../alerts/messages/capture-failed.ts'
import { gapClosed, gapKeyOf } from '../alerts/messages/gap.ts'
import { openProblems } from '../alerts/open-problems.ts'
import type { Alert } from '../model/alert.ts'
import { passingGap } from '../model/gaps.ts'
import type { Outcome } from '../model/outcome.ts'
import { resourcePath } from '../model/resource.ts'
import type { OutcomeLine, RunReport } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Log } from '../ports/runtime.ts'
import { readOutcomes } from '../report/store.ts'

/** What people know of and what a run may have made good: captures that failed, and gaps, by resource. */
interface Known {
  readonly failed: ReadonlySet<string>
  /** Keys of gaps, by the resource's path. */
  readonly gaps: ReadonlyMap<string, readonly string[]>
  readonly zones: ReadonlySet<string>
}

/**
 * The ends of captures that failed before a run, and of gaps that people know of, as far as the run read the resources
 * again. It is told from what people know, not from what changed with this run: an end that an earlier run, or a capture
 * by event, found and could not tell is told by the next that reads the resource. Only outcomes of zones are read in
 * which people know of a problem.
 *
 * @throws HoldfastError when the vault cannot be read
 */
export async function endedByRun(
  ports: { readonly store: ObjectStore; readonly log: Pick<Log, 'warn'> },
  report: RunReport,
): Promise<readonly Alert[]> {
  const known = await knownBefore(ports, report)
  const alerts: Alert[] = []
  for (const { zone } of report.zones) {
    if (!known.zones.has(zone)) continue
    for await (const line of readOutcomes(ports.store, report, zone))
      if (isRead(line)) alerts.push(...endsOf(line, known, report.endedAt))
  }
  return alerts
}

/** Records as they were before the run: what failed while it ran, it may have read before. */
async function knownBefore(
  ports: Parameters<typeof openProblems>[0],
  { account, startedAt }: RunReport,
): Promise<Known> {
  const before = new Date(startedAt)
  const failed = await openProblems(ports, 'capture-failed', before)
  const gaps = await openProblems(ports, 'gap', before)
  const places = [...failed, ...gaps].map(placeIn).filter((place) => place.account === account)
  return {
    failed: new Set(failed),
    gaps: Map.groupBy(gaps, (key) => placeIn(key).path),
    zones: new Set(places.map(({ zone }) => zone)),
  }
}

/** Of `gap:account/zone/kind/name/part`: what it is about. */
function placeIn(key: string) {
  const [account = '', zone = '', ...rest] = key.slice(key.indexOf(':') + 1).split('/')
  return { account, zone, path: [account, zone, ...rest.slice(0, 2)].join('/') }
}

type ReadOutcome = Extract<Outcome, { type: 'captured' | 'unchanged' | 'deleted' }>

function isRead(line: OutcomeLine): line is ReadOutcome {
  return line.type === 'captured' || line.type === 'unchanged' || line.type === 'deleted'
}

function endsOf(outcome: ReadOutcome, { failed, gaps }: Known, at: string): readonly Alert[] {
  const { resource } = outcome
  const missing = outcome.type === 'deleted' ? [] : (outcome.gaps ?? [])
  const open = new Set(missing.map(({ part }) => gapKeyOf(resource, part)))
  const parts = (gaps.get(resourcePath(resource)) ?? [])
    .filter((key) => !open.has(key))
    .map((key) => key.slice(gapKeyOf(resource, '').length))
  return [
    ...(failed.has(captureFailedKey(resource)) && passingGap(outcome) === undefined
      ? [capturedAgain(resource, at)]
      : []),
    ...parts.map((part) => gapClosed({ resource, part }, at)),
  ]
}
