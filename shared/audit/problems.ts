import type { AuditFinding, AuditReport, ControlId, ControlResult, ToldProblem } from '../model/audit.ts'
import type { AuditProblem } from '../alerts/messages/audit-problem.ts'
import { ROUNDS } from './controls/copies.ts'
import { isDamage, isPartly } from './judge.ts'

/** Controls whose findings others tell people of as soon as they appear. */
const TOLD_BY_OTHERS: ReadonlySet<ControlId> = new Set(['gaps'])

/** Who else watches, and what was known before. */
export interface Watched {
  /** Whether `NoRunAlarm` tells that no run came, quick or deep. */
  readonly areRunsWatched: boolean
  /** Whether `CopyUnmeasuredAlarm` tells that no round of copying came. */
  readonly areCopiesWatched: boolean
  /** Controls from which something was hidden in the audit before; none without. */
  readonly blindBefore?: ReadonlySet<ControlId>
}

/** What people are told of an audit: each thing that is not as it should be, once. */
export function problemsOf(
  { controls, failure }: Pick<AuditReport, 'controls' | 'failure'>,
  watched: Watched,
): readonly AuditProblem[] {
  return [
    ...(failure === undefined
      ? []
      : [
          {
            kind: 'audit-finding' as const,
            key: 'audit:failed',
            subject: 'the audit itself',
            what: [failure.error],
          },
        ]),
    ...controls.map(untold).flatMap((control) => problemsIn(control, watched)),
    ...unseenProblems(controls, watched),
  ]
}

/**
 * What should have been looked at and could not be, whoever tells of what is found there or beside it: each reason once, under
 * the first of the controls that it blinds. What is refused is told at once, what may pass when the second audit says so.
 */
function unseenProblems(
  controls: readonly ControlResult[],
  { blindBefore }: Watched,
): readonly AuditProblem[] {
  const lasting = controls.filter(
    (control) =>
      isPartly(control) &&
      (control.blind === 'refused' || (control.blind === 'failed' && blindBefore?.has(control.id))),
  )
  return [...Map.groupBy(lasting, ({ reason = '' }) => reason)].flatMap(([reason, [first, ...others]]) => {
    if (first === undefined) return []
    const also = others.map(({ title }) => title).join(', ')
    const blinded = also === '' ? [] : [`It hides from the audit besides: ${also}.`]
    const what = [reason, ...blinded, 'Until it can be read, nobody is told of what is wrong there.']
    return [
      {
        kind: 'audit-finding',
        key: `audit:${first.id}${UNSEEN}`,
        subject: `${first.title}, not seen`,
        what,
        count: 1,
      },
    ]
  })
}

/** What the keys of controls end with that could not be looked at. */
const UNSEEN = ':unseen'

/** Without what others tell. */
function untold(control: ControlResult): ControlResult {
  return { ...control, findings: control.findings.filter(({ toldAs }) => toldAs === undefined) }
}

/** What was told and is over. What could not be looked at now is not taken for over. */
export function endedProblems(
  told: readonly ToldProblem[],
  { controls, failure }: AuditReport,
  watched: Watched,
): readonly ToldProblem[] {
  if (failure !== undefined) return []
  const unseen = new Set(controls.filter(isPartly).map(({ id }) => id))
  // What others tell by now is not over for that.
  const all = [
    ...controls.flatMap((control) => problemsIn(control, watched)),
    ...unseenProblems(controls, watched),
  ]
  const now = new Set(all.map(({ key }) => key))
  return told.filter(({ key, kind }) => !now.has(key) && !unseen.has(controlOf(kind, key)))
}

function problemsIn(control: ControlResult, watched: Watched): readonly AuditProblem[] {
  const { id } = control
  if (TOLD_BY_OTHERS.has(id)) return []
  const findings = control.findings.filter((one) => isUntold(id, one, watched))
  if (findings.length === 0) return []
  if (id === 'coverage') return bySubject(findings, 'function-unprotected')
  if (id === 'integrity') return problemsOfIntegrity(control)
  if (id === 'restores') return bySubject(findings, 'restore-ended')
  if (id === 'locks') return [together(control, 'lock-missing')]
  return [together({ ...control, findings: [...findings] }, 'audit-finding')]
}

/** Each thing that is damaged, and that not everything was read in time: nothing is wrong with the vault for that. */
function problemsOfIntegrity(control: ControlResult): readonly AuditProblem[] {
  const late = control.findings.filter((one) => !isDamage(one))
  return [
    ...bySubject(control.findings.filter(isDamage), 'integrity'),
    ...(late.length === 0 ? [] : [together({ ...control, findings: late }, 'audit-finding')]),
  ]
}

function isUntold(id: ControlId, finding: AuditFinding, watched: Watched): boolean {
  if (id === 'runs') return isUntoldOfRuns(finding, watched)
  // What the copy lacks `ReportCopy` tells, in each round.
  if (id === 'copies') return finding.subject === ROUNDS && !watched.areCopiesWatched
  return true
}

/** A run tells of itself. That none came nobody else tells: of deep ones never, of all where there is no alarm. */
function isUntoldOfRuns({ subject }: AuditFinding, { areRunsWatched }: Watched): boolean {
  return subject === 'deep runs' || (subject === 'quick runs' && !areRunsWatched)
}

function bySubject(
  findings: readonly AuditFinding[],
  kind: 'function-unprotected' | 'integrity' | 'restore-ended',
): readonly AuditProblem[] {
  const subjects = Map.groupBy(findings, ({ subject }) => subject)
  return [...subjects].map(([subject, all]) => ({
    kind,
    key: `${kind}:${subject}`,
    subject,
    what: all.map(({ what }) => what),
    points: [...new Set(all.flatMap(({ points = [] }) => points))],
    ...(all.every((one) => one.isUntouched) && { isUntouched: true }),
  }))
}

function together({ id, title, findings }: ControlResult, kind: AuditProblem['kind']): AuditProblem {
  const what = findings.map((one) => `${one.subject}: ${one.what}`)
  const count = findings.reduce((sum, one) => sum + (one.count ?? 1), 0)
  return { kind, key: `audit:${id}`, subject: title, what, count }
}

/** The control that a problem was found by. */
function controlOf(kind: string, key: string): ControlId {
  if (kind === 'function-unprotected') return 'coverage'
  if (kind === 'integrity') return 'integrity'
  if (kind === 'restore-ended') return 'restores'
  return key.slice('audit:'.length).replace(UNSEEN, '') as ControlId
}
