import type { AlertKind, Severity } from '../../shared/model/alert.ts'
import type { AlertMachine } from './alert-machine.ts'
import * as provoke from './provoke-alerts.ts'

/** One kind of alert: what happens, and what a person gets of it. */
interface Row {
  /** What is done, in words. */
  readonly when: string
  /** Does it; without it the alert comes of what was done for a row before. */
  readonly act?: (world: AlertMachine) => Promise<void>
  readonly severity: Severity
  /** Stands in the subject. */
  readonly subject: RegExp
  /** Stands in the text of the e-mail. */
  readonly text: RegExp
}

/** Every kind of alert, in an order in which one thing leads to the next. */
export const ALERT_KINDS: Readonly<Record<AlertKind, Row>> = {
  gap: {
    when: 'a part of a function may not be read',
    act: provoke.gap,
    severity: 'warning',
    subject: /gap in eu-west-1\/desk: urls/,
    text: /access-denied/,
  },
  'capture-failed': {
    when: 'a message comes to the queue of changes that nobody can read',
    act: provoke.unreadableChange,
    severity: 'warning',
    subject: /capture of a change failed \(MalformedEventError\)/,
    text: /holdfast dead-letters/,
  },
  alarm: {
    when: 'no run has ended since the stack was made',
    severity: 'critical',
    subject: /Alarm: No run of everything came to its end in time/,
    text: /Holdfast RunsEnded\nservice: holdfast-local\nholdfast doctor/,
  },
  'run-ended': {
    when: 'a run comes to its end',
    act: provoke.run,
    severity: 'info',
    subject: /quick run \S+ in \d{12}, /,
    text: /in \d+ zones?: [1-9]\d* captured/,
  },
  'zone-changed': {
    when: 'a run finds a zone for the first time',
    severity: 'info',
    subject: /\d new zones .*: .*eu-west-1/,
    text: /protects them: .*eu-west-1/,
  },
  'run-failed': {
    when: 'a start names what no run knows',
    act: provoke.failedRun,
    severity: 'critical',
    subject: /quick run in some zones failed in \d{12}, /,
    text: /holdfast doctor/,
  },
  'function-deleted': {
    when: 'somebody deletes a function',
    act: provoke.deletion,
    severity: 'warning',
    subject: /function eu-west-1\/desk was deleted by /,
    text: /Next: holdfast restore desk --zone eu-west-1/,
  },
  digest: {
    when: 'a run finds six functions gone',
    act: provoke.deletions,
    severity: 'warning',
    subject: /6 functions were deleted/,
    text: /bulk-5/,
  },
  'restore-waiting': {
    when: 'a restore is started',
    act: provoke.restore,
    severity: 'warning',
    subject: /a restore waits until somebody agrees: eu-west-1\/desk/,
    text: /send-task-success/,
  },
  'restore-begun': {
    when: 'somebody agrees to it',
    act: provoke.agreement,
    severity: 'info',
    subject: /a restore begins: eu-west-1\/desk/,
    text: /restore-/,
  },
  'restore-ended': {
    when: 'it is verified',
    severity: 'info',
    subject: /restored and verified: eu-west-1\/desk/,
    text: /--undo restore-/,
  },
  'restore-test-failed': {
    when: 'a restored function answers otherwise than it should',
    act: provoke.failingTest,
    severity: 'critical',
    subject: /restore test of eu-west-1\/desk failed \(wrong-answer\)/,
    text: /holdfast test-restore desk --zone eu-west-1/,
  },
  'retention-ended': {
    when: 'retention may not list the vault',
    act: provoke.failedRetention,
    severity: 'warning',
    subject: /retention failed/,
    text: /AccessDeniedError/,
  },
  'lock-missing': {
    when: 'a point is not locked as its plan wants',
    act: provoke.missingLock,
    severity: 'critical',
    subject: /objects of the vault are not locked as plans want/,
    text: /holdfast audit --control locks/,
  },
  'audit-finding': {
    when: 'the same audit finds that no deep run took place',
    severity: 'warning',
    subject: /audit: .+ findings?/,
    text: /holdfast audit/,
  },
  integrity: {
    when: 'the pointer of a function is damaged',
    act: provoke.damage,
    severity: 'critical',
    subject: /the newest point of .+ cannot be found/,
    text: /holdfast verify/,
  },
  'function-unprotected': {
    when: 'so nobody finds its points',
    severity: 'warning',
    subject: /desk is not protected as it should be/,
    text: /holdfast /,
  },
  'copy-missing': {
    when: 'an object is cut short in the copy',
    act: provoke.damagedCopy,
    severity: 'warning',
    subject: /the copy of the vault lacks 1 object/,
    text: /blob-damaged blobs\/.+\n.*holdfast verify --vault \S+ --copy \S+/s,
  },
  'unusual-activity': {
    when: 'somebody stops a trail',
    act: provoke.stoppedTrail,
    severity: 'critical',
    subject: /unusual in \d{12}: /,
    text: /StopLogging/,
  },
}
