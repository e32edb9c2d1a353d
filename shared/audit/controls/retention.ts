import type { PlanFile } from '../../plans/plan-file.ts'
import { bytesText, timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { RetentionFacts } from '../facts/retention-fact.ts'
import { lateSince } from '../is-late.ts'

/** What retention runs by where the file does not say: the default of the parameter RetentionSchedule. */
const DEFAULT_SCHEDULE = 'cron(0 6 ? * * *)'

/** Rules are carried out. */
export const retention: Control = {
  id: 'retention',
  title: 'Retention',
  claim: 'Retention runs on schedule, and ends well.',
  needs: ['retention'],
  judge: ({ retention: facts, plans, now }) => ifSeen(facts, (value) => judgeRetention(plans, value, now)),
}

function judgeRetention(plans: PlanFile, last: RetentionFacts, now: Date): Verdict {
  const expression = plans.retention?.schedule ?? DEFAULT_SCHEDULE
  const { timeZone } = plans.schedules
  const due = lateSince({ expression, timeZone, last: new Date(last.startedAt) }, now)
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
    where: ['holdfast prune --dry-run', 'retention/'],
  })
}
