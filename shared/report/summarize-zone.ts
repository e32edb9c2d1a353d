import type { Gap } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { Failure, OutcomeLine, Tally, Usage, ZoneSummary } from '../model/run.ts'
import { cleanFailure, cleanMessage } from './clean-message.ts'
import { addUsage, emptyTally, troubleCount } from './tally.ts'

/**
 * How many resources each list of a zone's summary holds at most; gaps get less, as one function may have twenty.
 * Measured on 100,000 functions in 40 zones, every second one failing and every other one with four gaps, with the
 * longest messages: 56 MB of JSON, written in a second with 300 MB of memory; with messages of 100 characters 29 MB.
 */
export const LISTED = { deleted: 10_000, failed: 10_000, gaps: 500 } as const

/** What the plan of a zone says before any shard has run. */
export interface ZoneFacts {
  readonly zone: string
  readonly startedAt: Date
  readonly endedAt: Date
  /** Resources that the listing showed. */
  readonly found: number
  /** Of these, how many the listing alone showed to be unchanged: no shard reads them. */
  readonly unchanged: number
  /** Resources that were given to shards, those included that the listing misses: one outcome is due for each. */
  readonly planned: number
  /** What listing cost. */
  readonly usage: Usage
  /** Why the zone as a whole could not be read. */
  readonly failure?: Failure
}

/**
 * Folds everything that the shards of one zone said into its summary, one line at a time: memory does not grow
 * with their number. Each planned resource has one outcome; those without are counted as unaccounted for.
 */
export async function summarizeZone(
  facts: ZoneFacts,
  lines: AsyncIterable<OutcomeLine>,
): Promise<ZoneSummary> {
  const fold = startFold(facts)
  for await (const line of lines) addLine(fold, line)
  fold.tally.unaccounted = Math.max(0, facts.planned - fold.outcomes)
  return finish(facts, fold)
}

/** The summary of a zone that could not be read at all. */
export function failedZone(
  facts: Pick<ZoneFacts, 'zone' | 'startedAt' | 'endedAt'> & Partial<Pick<ZoneFacts, 'usage'>>,
  failure: Failure,
): ZoneSummary {
  const nothing = { found: 0, unchanged: 0, planned: 0, usage: { apiCalls: {}, throttled: 0 } }
  const whole = { ...nothing, ...facts, failure }
  return finish(whole, startFold(whole))
}

interface Fold {
  readonly tally: Tally
  readonly deleted: ZoneSummary['deleted']
  readonly failed: ZoneSummary['failed']
  readonly gaps: ZoneSummary['gaps']
  readonly failureKinds: Map<string, ZoneSummary['failureKinds'][number]>
  readonly gapKinds: Map<string, ZoneSummary['gapKinds'][number]>
  outcomes: number
}

function startFold({ found, unchanged, usage }: Pick<ZoneFacts, 'found' | 'unchanged' | 'usage'>): Fold {
  const tally = { ...emptyTally(), found, unchanged }
  addUsage(tally, usage)
  const lists = { deleted: [], failed: [], gaps: [] }
  return { tally, ...lists, failureKinds: new Map(), gapKinds: new Map(), outcomes: 0 }
}

function finish(facts: ZoneFacts, fold: Fold): ZoneSummary {
  const { zone, startedAt, endedAt, failure } = facts
  const state = troubleCount(fold.tally) > 0 ? 'partly' : 'done'
  return {
    zone,
    state: failure === undefined ? state : 'failed',
    ...(failure && { failure: cleanFailure(failure) }),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    ...fold.tally,
    deleted: fold.deleted,
    failed: fold.failed,
    gaps: fold.gaps,
    failureKinds: mostFrequentFirst(fold.failureKinds),
    gapKinds: mostFrequentFirst(fold.gapKinds),
  }
}

function addLine(fold: Fold, line: OutcomeLine): void {
  if (line.type === 'shard-end') return addUsage(fold.tally, line)
  fold.outcomes += 1
  addOutcome(fold, line)
}

function addOutcome(fold: Fold, outcome: Outcome): void {
  const { tally } = fold
  switch (outcome.type) {
    case 'captured':
      tally.captured += 1
      tally.bytesStored += outcome.bytesStored
      tally.bytesDeduplicated += outcome.bytesDeduplicated
      return addGaps(fold, outcome.resource, outcome.gaps)
    case 'unchanged':
      tally.unchanged += 1
      return addGaps(fold, outcome.resource, outcome.gaps ?? [])
    case 'deleted':
      tally.deletedCount += 1
      return listUpTo(LISTED.deleted, fold.deleted, deletedOf(outcome))
    case 'failed':
      return addFailure(fold, outcome)
    case 'ignored':
      tally.ignored += 1
  }
}

function addFailure(fold: Fold, outcome: Extract<Outcome, { type: 'failed' }>): void {
  const { resource, error, message, retryable } = outcome
  fold.tally.failedCount += 1
  countKind(fold.failureKinds, error, { error })
  listUpTo(LISTED.failed, fold.failed, { resource, failure: cleanFailure({ error, message, retryable }) })
}

function addGaps(fold: Fold, resource: ResourceRef, gaps: readonly Gap[]): void {
  for (const { part, reason, message } of gaps) {
    const [kind = part] = part.split('/')
    fold.tally.gapCount += 1
    countKind(fold.gapKinds, `${kind} ${reason}`, { part: kind, reason })
    listUpTo(LISTED.gaps, fold.gaps, { resource, part, reason, message: cleanMessage(message) })
  }
}

function deletedOf({
  resource,
  manifest,
}: Extract<Outcome, { type: 'deleted' }>): ZoneSummary['deleted'][number] {
  return manifest === undefined ? resource : { ...resource, manifest }
}

function listUpTo<T>(limit: number, list: T[], item: T): void {
  if (list.length < limit) list.push(item)
}

function countKind<T>(kinds: Map<string, T & { count: number }>, name: string, kind: T): void {
  const known = kinds.get(name)
  if (known === undefined) kinds.set(name, { ...kind, count: 1 })
  else known.count += 1
}

function mostFrequentFirst<T extends { readonly count: number }>(kinds: ReadonlyMap<string, T>): T[] {
  return [...kinds.values()].sort((a, b) => b.count - a.count)
}
