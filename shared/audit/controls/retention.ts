import { bytesText, timeText } from '../../report/format.ts'
import type { AuditFacts } from '../audit-facts.ts'
import { ageText } from '../age-text.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { RetentionFacts } from '../facts/retention-fact.ts'
import { lateSince, neverStarted } from '../is-late.ts'

const WHERE = ['holdfast prune --dry-run', 'retention/']

/** Rules are carried out. */
export const retention: Control = {
  id: 'retention',
  title: 'Retention',
  claim: 'Retention runs on schedule, and ends well.',
  needs: ['retention'],
  judge: (facts) =>
    facts.retention.type === 'none' && isMissing(facts)
      ? neverRun()
      : ifSeen(facts.retention, (value) => judgeRetention(facts, value)),
}

/** Without a deployment nobody says that it should have run. */
function isMissing({ expected: { retention: start }, now }: AuditFacts): boolean {
  return start?.since !== undefined && neverStarted(start, now)
}

function neverRun(): Verdict {
  return judged({
    evidence: [evidence('last run', 'none')],
    findings: [{ subject: 'retention', what: 'it should run by its schedule, and never did' }],
    where: WHERE,
  })
}

function judgeRetention({ expected, now }: AuditFacts, last: RetentionFacts): Verdict {
  const due = lateSince(expected.retention, last.startedAt, now)
  const isLate = due !== undefined
  const subject = `retention ${last.runId}`
  return judged({
    evidence: [
      evidence('last run', `${last.runId}, ${ageText(last.startedAt, now)} ago, ${last.state}`),
      evidence('points that it expired', last.expired),
      evidence('bytes that it freed', bytesText(last.freedBytes)),
    ],
    findings: [
      ...(isLate
        ? [{ subject, what: `another one should have started at ${timeText(due)}`, since: due.toISOString() }]
        : []),
      ...(last.state === 'failed'
        ? [{ subject, what: 'it could not carry out all', since: last.startedAt }]
        : []),
    ],
    where: WHERE,
  })
}
