import type { AuditEntry, AuditReport, AuditState, ControlResult } from '../model/audit.ts'
import type { AuditFacts } from './audit-facts.ts'
import type { Control } from './control.ts'
import { CONTROLS } from './controls.ts'

/** The controls of these names; all of them without one. */
export function chooseControls(names: readonly string[]): readonly Control[] {
  return names.length === 0 ? CONTROLS : CONTROLS.filter(({ id }) => names.includes(id))
}

/** What each control says of the facts. */
export function judgeAll(controls: readonly Control[], facts: AuditFacts): ControlResult[] {
  return controls.map(({ id, title, claim, judge }) => ({ id, title, claim, notes: [], ...judge(facts) }))
}

/** What an audit came to as a whole. Damage goes before all; what could not be told is no pass. */
export function stateOf(controls: readonly ControlResult[]): AuditState {
  const isDamaged = controls.some(({ id, findings }) => id === 'integrity' && findings.some(isDamage))
  if (isDamaged) return 'integrity'
  return controls.every(({ state }) => state === 'passed' || state === 'not-applicable')
    ? 'passed'
    : 'findings'
}

/** A control that is unknown, or that found something and could not look at all: it has a reason besides, which hides something. */
export function isPartly({ state, reason, isSeenWhole }: ControlResult): boolean {
  if (isSeenWhole === true) return false
  return state === 'unknown' || (state === 'failed' && reason !== undefined)
}

/** A part that was not read in time is no damage. */
export function isDamage({ subject }: ControlResult['findings'][number]): boolean {
  return !subject.startsWith('audits/')
}

/** An audit in a few numbers. */
export function entryOf({ format, auditId, startedAt, state, controls }: AuditReport): AuditEntry {
  return {
    format,
    auditId,
    startedAt,
    state,
    controls: controls.map(({ id, state, findings, blind }) => ({
      id,
      state,
      findings: findings.length,
      ...(blind && { blind }),
    })),
  }
}
