import { FORMAT_VERSION } from '../model/manifest.ts'
import { given } from '../model/members.ts'
import type { Failure, NotEnrolled, RunMode, RunReport, ZoneSummary } from '../model/run.ts'
import { cleanFailure, cleanMessage } from './clean-message.ts'
import { failedZone } from './summarize-zone.ts'
import { sumTallies } from './tally.ts'

/** What is known of a run beside its zones. */
export interface RunFacts {
  readonly runId: string
  readonly account: string
  readonly mode: RunMode
  /** The plan that it was for alone. */
  readonly plan?: string | undefined
  /** Whether its zones were chosen. */
  readonly someZones?: true | undefined
  /** Who started it by hand. */
  readonly startedBy?: string
  readonly startedAt: Date
  readonly endedAt: Date
  /** Every zone that the run set out for. */
  readonly zones: readonly string[]
  /** Why zones failed, as far as it is known. */
  readonly zoneFailures: ReadonlyMap<string, Failure>
  readonly newZones: readonly string[]
  readonly vanishedZones: readonly string[]
  readonly unknownZones: readonly string[]
  readonly notEnrolled: readonly NotEnrolled[]
  readonly nextRun?: Date
  /** Why the run itself ended early. */
  readonly failure?: Failure
}

/**
 * The report of a run. Every zone that the run set out for stands in it: one without a summary is a failed zone.
 * A summary of a zone that was not asked for is kept, too: nothing that happened is left out.
 */
export function summarizeRun(facts: RunFacts, summaries: readonly ZoneSummary[]): RunReport {
  const known = new Map(summaries.map((summary) => [summary.zone, summary]))
  const names = [...new Set([...facts.zones, ...known.keys()])].sort()
  const zones = names.map((zone) => known.get(zone) ?? lostZone(facts, zone))
  const failure = facts.failure ?? wholeFailure(zones)
  return {
    format: FORMAT_VERSION,
    runId: facts.runId,
    account: facts.account,
    mode: facts.mode,
    ...given({ plan: facts.plan, someZones: facts.someZones, startedBy: facts.startedBy }),
    startedAt: facts.startedAt.toISOString(),
    endedAt: facts.endedAt.toISOString(),
    state: failure === undefined ? stateOf(zones) : 'failed',
    ...(failure && { failure: cleanFailure(failure) }),
    totals: sumTallies(zones),
    zones,
    newZones: [...facts.newZones],
    vanishedZones: [...facts.vanishedZones],
    unknownZones: [...facts.unknownZones],
    notEnrolled: facts.notEnrolled.map((one) => ({ ...one, message: cleanMessage(one.message) })),
    ...(facts.nextRun && { nextRun: facts.nextRun.toISOString() }),
  }
}

function stateOf(zones: readonly ZoneSummary[]): 'succeeded' | 'partly' {
  return zones.every(({ state }) => state === 'done') ? 'succeeded' : 'partly'
}

/** A run that read no zone at all kept no promise, whatever its steps said. */
function wholeFailure(zones: readonly ZoneSummary[]): Failure | undefined {
  if (zones.some(({ state }) => state !== 'failed')) return undefined
  const message = zones.length === 0 ? 'The run had no zone to read.' : 'Not one zone could be read.'
  return { error: 'NoZoneRead', message, retryable: false }
}

function lostZone({ startedAt, endedAt, zoneFailures }: RunFacts, zone: string): ZoneSummary {
  const unknown = { error: 'ZoneUnfinished', message: 'The zone left no summary.', retryable: true }
  return failedZone({ zone, startedAt, endedAt }, zoneFailures.get(zone) ?? unknown)
}
