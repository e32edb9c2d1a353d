import type { AuditState, ControlState } from '../../model/audit.ts'

/** How the state of an audit is called. */
export const STATE_WORDS: Readonly<Record<AuditState, string>> = {
  passed: 'passed',
  findings: 'with findings',
  integrity: 'the vault is damaged',
  failed: 'could not be carried out',
}

/** How the state of a control is called. */
export const CONTROL_WORDS: Readonly<Record<ControlState, string>> = {
  passed: 'passed',
  failed: 'failed',
  unknown: 'unknown',
  'not-applicable': 'not applicable',
}

export const SIGNS: Readonly<Record<AuditState, string>> = {
  passed: '✓',
  findings: '!',
  integrity: '✗',
  failed: '✗',
}
