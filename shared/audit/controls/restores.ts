import { planLine } from '../../alerts/restore-lines.ts'
import { APPROVAL_LIMIT, EXECUTION_LIMIT } from '../../model/restore-times.ts'
import type { AuditFinding } from '../../model/audit.ts'
import { countText, timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { OpenRestore, RestoreFacts } from '../facts/read-restores.ts'

/** What the report of an execution may still take when its own time is up, and clocks may differ by, in milliseconds. */
const MARGIN = 3_600_000

/** How long a restore may give no sign, in milliseconds: none that is alive is silent for so long. */
const SILENCE: Readonly<Record<OpenRestore['state'], number>> = {
  begun: EXECUTION_LIMIT + MARGIN,
  waiting: APPROVAL_LIMIT + MARGIN,
  planned: EXECUTION_LIMIT + MARGIN,
}

/** A restore that was begun comes to an end, and somebody knows of it. */
export const restores: Control = {
  id: 'restores',
  title: 'Restores',
  claim: 'Every restore of the last 30 days ended, and people know how.',
  needs: ['restores'],
  judge: ({ restores: facts, now }) => ifSeen(facts, (value) => judgeRestores(value, now)),
}

function judgeRestores({ count, open }: RestoreFacts, now: Date): Verdict {
  const silent = open.filter(({ state, lastSign }) => now.getTime() - lastSign.getTime() > SILENCE[state])
  return judged({
    evidence: [
      evidence('restores', count),
      evidence('that may be under way', open.length - silent.length),
      evidence('of which nobody knows how they ended', silent.length),
    ],
    findings: silent.map((one) => findingOf(one, now)),
    where: ['holdfast restore --resume <restore id> --dry-run', 'restores/'],
  })
}

function findingOf({ restoreId, state, plan, steps, lastSign }: OpenRestore, now: Date): AuditFinding {
  const last = `The last sign of it is of ${timeText(lastSign)}, ${ageText(lastSign, now)} ago.`
  const goal = plan === undefined ? 'its plan cannot be read' : planLine(plan)
  return {
    subject: restoreId,
    what: `${standingOf(state, steps, plan?.steps.length)}: ${goal}. ${last}`,
    since: lastSign.toISOString(),
    ...(state !== 'begun' && { isUntouched: true }),
  }
}

function standingOf(
  state: OpenRestore['state'],
  { done, undone }: OpenRestore['steps'],
  planned: number | undefined,
): string {
  if (state === 'waiting') return 'nobody agreed to it in time, and it changed nothing'
  if (state === 'planned') return 'it was planned and never begun, and it changed nothing'
  const taken = undone === 0 ? '' : `, ${undone} taken back`
  return `it was begun, nobody knows how it ended, and what it did stands as it is; ${done} of ${planned === undefined ? 'its steps' : countText(planned, 'step')} done${taken}`
}
