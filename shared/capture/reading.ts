import type { JsonObject } from '../model/json.ts'
import type { FunctionContent, Sha256 } from '../model/manifest.ts'
import type { GapLog } from '../model/gaps.ts'
import type { CaptureRule } from '../plans/capture-rule.ts'
import type { Known } from './known.ts'
import type { Scope, Sources } from './scope.ts'

/** What the readers of a function's parts work with. */
export interface Reader extends Pick<Sources, 'lambda' | 'surroundings'> {
  readonly name: string
  readonly scope: Scope
  readonly known: Known
  readonly gaps: GapLog
  /** What the plans say of the function; without it every part is read. */
  readonly ruleOf?: (content: FunctionContent) => CaptureRule
}

/** What was read of a function. Zips are announced in `content` by their names; they may not be in the vault yet. */
export interface Reading {
  readonly content: FunctionContent
  readonly observed: JsonObject
  readonly gaps: GapLog
  /** As in `CaptureRule`. */
  readonly plan: CaptureRule['plan']
  /** Presigned URLs that came with the answers, by the hash of what they lead to; valid ten minutes, kept nowhere. */
  readonly locations: ReadonlyMap<string, string>
  /** Bytes of the definitions of sources, and of the test events, that `content` names, by their hash. */
  readonly definitions: ReadonlyMap<Sha256, Uint8Array>
  /** As in `TriggersReading`: kept in the vault's index only. */
  readonly alsoUnder: readonly string[]
}
