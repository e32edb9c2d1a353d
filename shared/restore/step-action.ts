import type { JsonObject, JsonValue } from '../model/json.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import type { RestoreItem, RestorePlan, RestoreStep } from '../model/restore.ts'
import type { Place, RestorePorts } from './restore-ports.ts'

/** What the journal says of a step that is taken back. */
export interface StepRecord {
  readonly before: JsonObject
  /** `undefined` when the restore ended between doing and writing it down: it may be done, or not. */
  readonly answer: JsonObject | undefined
}

/** Where a step stands: its item, and what earlier steps made of the point's numbers. */
export interface StepContext {
  readonly plan: RestorePlan
  readonly item: RestoreItem
  /** The region of the item's target. */
  readonly place: Place
  /** What was there before this step began, as `before` of its action said. */
  readonly before: JsonObject
  /** Whether it was begun by a process that ended: it may be done, or not. */
  readonly again: boolean
  /** Any recovery point by the key of its manifest, read once. */
  readonly point: (key: string) => Promise<RecoveryPoint>
  /** Waits for its turn with what takes much memory: few packages are in it at a time. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Key of the recovery point of the present state that this restore took of the target; `undefined` when it was not there. */
  readonly safetyPoint: () => string | undefined
  /** Every ARN in a value with the numbers that its versions and layer versions have by now. */
  readonly renumber: <T extends JsonValue>(value: T) => T
  /** The number that a version of the point has by now. @throws RestoreRefusedError when it has none */
  readonly versionOf: (old: string) => string
  /** The UUID that an event source mapping of the point has by now; `undefined` when it was not restored. */
  readonly mappingOf: (old: string) => string | undefined
}

/**
 * What one kind of step does; one file of steps/ each, listed in step-actions.ts. All of it can be repeated: after a
 * crash nobody knows whether a step that was begun was done.
 */
export interface StepAction {
  /** As `RestoreStep.action` says it, and as its file is called. */
  readonly action: string
  /** What must be known of the present to take the step back; journaled before anything is done. No secrets. */
  readonly before?: (step: RestoreStep, context: StepContext) => Promise<JsonObject>
  /**
   * Does it; what is done already is left as it is.
   *
   * @returns goes into the journal, so no secrets. `renumbering` in it (of the type of that name, in part) adds to what
   *   `renumber` and `versionOf` of later steps know
   */
  carryOut(ports: RestorePorts, step: RestoreStep, context: StepContext): Promise<JsonObject>
  /**
   * Takes back what `carryOut` did, and only that.
   *
   * @returns what could not be taken back, as a sentence
   */
  takeBack(
    ports: RestorePorts,
    step: RestoreStep,
    context: StepContext,
    record: StepRecord,
  ): Promise<string | undefined>
}
