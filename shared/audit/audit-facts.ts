import type { Damaged } from '../model/audit.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { BucketSettings } from './audit-ports.ts'
import type { ExpectedStarts } from './expected-starts.ts'
import type { CopyFacts } from './facts/read-copies.ts'
import type { Comparison } from '../copies/comparison.ts'
import type { IntegrityFacts } from './facts/read-integrity.ts'
import type { LockFacts } from './facts/read-locks.ts'
import type { ResourceFacts } from './facts/resource-fact.ts'
import type { RestoreFacts } from './facts/read-restores.ts'
import type { RetentionFacts } from './facts/retention-fact.ts'
import type { RoleFacts } from './facts/read-role-use.ts'
import type { RunFacts } from './facts/read-runs.ts'
import type { TestFact } from './facts/read-tests.ts'
import type { ZoneTrails } from './facts/read-trail-sights.ts'
import type { WatchedFacts } from './facts/read-watched.ts'
import type { Seen } from './seen.ts'

/** What reading the vault came to, with the points that damage harms. */
export interface IntegritySeen extends Omit<IntegrityFacts, 'damaged'> {
  readonly damaged: readonly Damaged[]
  /** Whether every point was looked at for what names damaged blobs. */
  readonly isNamedWhole: boolean
}

/** Everything that the controls judge. */
export interface AuditFacts {
  readonly now: Date
  /** Of the vault. */
  readonly url: string
  readonly plans: PlanFile
  readonly expected: ExpectedStarts
  readonly resources: Seen<ResourceFacts>
  readonly integrity: Seen<IntegritySeen>
  readonly bucket: Seen<BucketSettings>
  readonly runs: Seen<RunFacts>
  readonly tests: Seen<ReadonlyMap<string, TestFact>>
  readonly restores: Seen<RestoreFacts>
  readonly roles: Seen<RoleFacts>
  readonly locks: Seen<LockFacts>
  readonly copies: Seen<readonly CopyFacts[]>
  /** When a round of copying compared all of the copy last; `undefined` when none did. */
  readonly compared: Seen<Comparison | undefined>
  readonly retention: Seen<RetentionFacts>
  /** What the watch for unusual activity told. */
  readonly watched: Seen<WatchedFacts>
  readonly trails: Seen<readonly ZoneTrails[]>
}

/** The facts that are read, each by itself. */
export type FactName = Exclude<keyof AuditFacts, 'now' | 'url' | 'plans' | 'expected'>
