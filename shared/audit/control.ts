import type { AuditEvidence, AuditFinding, ControlId, ControlResult } from '../model/audit.ts'
import type { AuditFacts, FactName } from './audit-facts.ts'
import type { Seen } from './seen.ts'

/** What a control found out; its id, title and claim stand with it. */
export type Verdict = Pick<ControlResult, 'state' | 'evidence' | 'findings' | 'where'> &
  Partial<Pick<ControlResult, 'reason' | 'notes' | 'blind' | 'isSeenWhole'>>

/** One thing that an audit looks at: a pure function of what was read. */
export interface Control {
  readonly id: ControlId
  readonly title: string
  /** The sentence that holds when it passed. */
  readonly claim: string
  /** What it judges. */
  readonly needs: readonly FactName[]
  readonly judge: (facts: AuditFacts) => Verdict
}

/** What there is to say when all could be seen. Findings make it fail. */
export interface Judged {
  readonly evidence: readonly (AuditEvidence | undefined)[]
  readonly findings: readonly AuditFinding[]
  readonly notes?: readonly AuditFinding[]
  readonly where: readonly string[]
  /** Why there may be findings that nobody saw; without findings it is unknown then. */
  readonly unsure?: string | undefined
  /** What keeps it from being sure, unless that is no fault, or told by others. */
  readonly blind?: ControlResult['blind'] | undefined
  /** Whether all was looked at, and it is unsure for another reason: what is not found now is over. */
  readonly isSeenWhole?: boolean
}

/** The verdict of a control that looked at something. */
export function judged({ evidence, findings, notes = [], where, unsure, ...sight }: Judged): Verdict {
  const state = findings.length > 0 ? 'failed' : unsure === undefined ? 'passed' : 'unknown'
  return {
    state,
    ...(unsure !== undefined && { reason: unsure, ...seenOf(sight) }),
    evidence: evidence.filter((one) => one !== undefined),
    notes: [...notes],
    findings: [...findings],
    where: [...where],
  }
}

function seenOf({ blind, isSeenWhole }: Pick<Judged, 'blind' | 'isSeenWhole'>): Partial<Verdict> {
  return { ...(blind && { blind }), ...(isSeenWhole === true && { isSeenWhole }) }
}

/** Judges what was seen; what could not be seen is unknown, and where there is nothing to see the control does not apply. */
export function ifSeen<T>(fact: Seen<T>, judge: (value: T) => Verdict): Verdict {
  if (fact.type === 'seen') return judge(fact.value)
  const state = fact.type === 'none' ? 'not-applicable' : 'unknown'
  const blind = fact.type === 'unseen' && fact.blind !== undefined && { blind: fact.blind }
  return { state, reason: fact.reason, ...blind, evidence: [], findings: [], where: [] }
}

/** One line of evidence. */
export function evidence(name: string, value: string | number): AuditEvidence {
  return { name, value }
}
