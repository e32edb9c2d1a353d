import type { AuditFinding, ExpectedStart } from '../../model/audit.ts'
import { countText, timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { CopyFacts } from '../facts/read-copies.ts'
import { lateSince, neverStarted } from '../is-late.ts'
import type { Unseen } from '../seen.ts'

/** What a plan wants copied is in the copy. */
export const copies: Control = {
  id: 'copies',
  title: 'Copies',
  claim:
    'Every copy of the vault that plans ask for holds all that it should; rounds of copying come on schedule, and compare all of it.',
  needs: ['copies', 'compared'],
  judge: (facts) => withRounds(ifSeen(facts.copies, judgeCopies), facts),
}

/** What findings of rounds that do not come are about. */
export const ROUNDS = 'rounds of copying'

/** Hours that a round may take, at whose end all is compared: `TimeoutSeconds` of state-machines/copy.asl.json. */
export const ROUND_HOURS = 6

/** Rounds are judged where a deployment makes them, also when the copy itself cannot be seen. */
function withRounds(verdict: Verdict, { expected, compared, now }: AuditFacts): Verdict {
  if (expected.copies === undefined || compared.type === 'none') return verdict
  if (compared.type === 'unseen') return withUnseenRounds(verdict, compared)
  const last = compared.value?.at
  const line = evidence('all compared by a round', last === undefined ? 'never' : `${ageText(last, now)} ago`)
  const late = lateRounds(expected.copies, last, now)
  return {
    ...verdict,
    ...(late.length > 0 && { state: 'failed' as const }),
    evidence: [...verdict.evidence, line],
    findings: [...late, ...verdict.findings],
  }
}

/** Whether rounds come cannot be told: that passes nothing, and hides nothing of what was found in the copy. */
function withUnseenRounds(verdict: Verdict, { reason, blind }: Unseen): Verdict {
  const worst = verdict.blind === 'refused' ? verdict.blind : (blind ?? verdict.blind)
  return {
    ...verdict,
    state: verdict.state === 'failed' ? 'failed' : 'unknown',
    reason: verdict.reason === undefined ? reason : `${verdict.reason} ${reason}`,
    ...(worst && { blind: worst }),
  }
}

function lateRounds(start: ExpectedStart, last: string | undefined, now: Date): readonly AuditFinding[] {
  if (last === undefined)
    return neverStarted(start, now, ROUND_HOURS)
      ? [{ subject: ROUNDS, what: 'none has ever compared all of the copy' }]
      : []
  const due = lateSince(start, last, now, ROUND_HOURS)
  if (due === undefined) return []
  const what = `one should have started at ${timeText(due)}; all of the copy was compared last at ${timeText(last)}`
  return [{ subject: ROUNDS, what, since: due.toISOString() }]
}

function judgeCopies(all: readonly CopyFacts[]): Verdict {
  const partly = all.flatMap(partText)
  return judged({
    evidence: all.map(({ url, lag, overdue }) =>
      evidence(url, `lacks ${countText(overdue, 'object')}; ${Math.round(lag / 60)} min behind`),
    ),
    findings: all.flatMap(findingsOf),
    where: ['holdfast verify --copy <address>'],
    unsure:
      partly.length === 0
        ? undefined
        : `There was no time to compare all; in the order of blobs, points, holds and pointers this audit came, of ${partly.join(', of ')}. The next one goes on there.`,
  })
}

/** What of a copy was compared, where that is not all. */
function partText({ url, beganAfter, stoppedAt }: CopyFacts): readonly string[] {
  if (stoppedAt === undefined) return []
  const from = beganAfter === undefined ? '' : `behind ${beganAfter}, `
  return [`${url}, ${from}${stoppedAt === '' ? 'nowhere' : `up to ${stoppedAt}`}`]
}

/** What is known by name, and how much there is besides. */
function findingsOf({ url, overdue, lacks, isWatched }: CopyFacts): readonly AuditFinding[] {
  const count = overdue - lacks.length
  const more = `it lacks ${countText(count, 'object')} besides`
  const all = [
    ...lacks.map(({ key, what, since }) => ({ subject: `${url}/${key}`, what, since })),
    ...(count > 0 ? [{ subject: url, what: more, count }] : []),
  ]
  return all.map((finding) => ({ ...finding, ...(isWatched && { toldAs: 'copy-missing' as const }) }))
}
