import type { RestoreId, RestorePhase } from '../model/restore.ts'

export const RESTORES_PREFIX = 'restores/'

/** What is said of a step: before anything is done, after it is done, after it is taken back. */
export type StepMark = 'begun' | 'done' | 'undone'

/** `restores/<id>/`: everything of one restore. */
export function restorePrefix(restoreId: RestoreId): string {
  return `${RESTORES_PREFIX}${restoreId}/`
}

/** `restores/<id>/plan.json`. */
export function restorePlanKey(restoreId: RestoreId): string {
  return `${restorePrefix(restoreId)}plan.json`
}

/** `restores/<id>/steps/`: the journal. */
export function stepsPrefix(restoreId: RestoreId): string {
  return `${restorePrefix(restoreId)}steps/`
}

/** `restores/<id>/steps/<step, 5 digits>-<mark>.json`. */
export function stepKey(restoreId: RestoreId, step: string, mark: StepMark): string {
  return `${stepsPrefix(restoreId)}${step}-${mark}.json`
}

/** What a key of the journal says; `undefined` when it is none. */
export function parseStepKey(key: string): { readonly step: string; readonly mark: StepMark } | undefined {
  const [, step, mark] = /\/steps\/(\d{5})-(begun|done|undone)\.json$/.exec(key) ?? []
  return step === undefined || mark === undefined ? undefined : { step, mark: mark as StepMark }
}

/** `restores/<id>/lock.json`: whether somebody is carrying the restore out, or undoing it. */
export function restoreLockKey(restoreId: RestoreId): string {
  return `${restorePrefix(restoreId)}lock.json`
}

/** `restores/<id>/verification-<phase>.json`. */
export function verificationKey(restoreId: RestoreId, phase: RestorePhase): string {
  return `${restorePrefix(restoreId)}verification-${phase}.json`
}

/** `restores/<id>/outcome.json`: how it stands; written again by every call that goes on with it. */
export function outcomeKey(restoreId: RestoreId): string {
  return `${restorePrefix(restoreId)}outcome.json`
}

/** `restores/<id>/ended.json`: that people know how it ended. */
export function restoreEndKey(restoreId: RestoreId): string {
  return `${restorePrefix(restoreId)}ended.json`
}

/**
 * `restores/<id>/approval-token`: what a person who agrees hands to Step Functions; worth nothing once somebody has
 * agreed, or nobody has in time.
 */
export function approvalTokenKey(restoreId: RestoreId): string {
  return `${restorePrefix(restoreId)}approval-token`
}
