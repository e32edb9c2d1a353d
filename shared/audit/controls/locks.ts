import { numberText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import { PERIOD_DAYS } from '../choose-parts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { LockFacts } from '../facts/read-locks.ts'

const DAY = 86_400_000

/** What a plan wants locked is locked to its term. */
export const locks: Control = {
  id: 'locks',
  title: 'Object Lock',
  claim:
    'Every recovery point of a plan with immutability, and every blob that it names, is locked until the term of the plan is over.',
  needs: ['locks'],
  judge: ({ locks: facts, now }) => ifSeen(facts, (value) => judgeLocks(value, now)),
}

function judgeLocks(locks: LockFacts, now: Date): Verdict {
  const { plans, short, count, wholeAt } = locks
  return judged({
    evidence: [
      evidence('plans with immutability', plans.join(', ')),
      evidence('missing, short or weaker locks', count),
      evidence('looked at now', lookText(locks)),
      wholeAt === undefined ? undefined : evidence('all looked at', `${ageText(wholeAt, now)} ago`),
    ],
    findings: short.map(({ key, what, points }) => ({ subject: key, what, points: [...points] })),
    where: ['aws s3api get-object-retention', 'points/', 'blobs/', 'audits/locks.json'],
    unsure: unsureOf(locks, now),
    // Before the first round came to its end nothing is wrong yet.
    ...(wholeAt !== undefined && { blind: 'failed' }),
  })
}

function lookText({ beganAfter, stoppedAt }: LockFacts): string {
  if (stoppedAt === undefined) return 'all'
  return `${beganAfter === undefined ? '' : `behind ${beganAfter}, `}up to ${stoppedAt}`
}

/** What was looked at in the last round stands for what there was no time for, but not for ever. */
function unsureOf(locks: LockFacts, now: Date): string | undefined {
  const { wholeAt, count, short } = locks
  const look = `this audit came ${lookText(locks)}, and the next one goes on there`
  if (wholeAt === undefined) return `There was no time yet to look at every lock: ${look}.`
  if (now.getTime() - Date.parse(wholeAt) > PERIOD_DAYS * DAY)
    return `Not every lock was looked at in the last ${PERIOD_DAYS} days: ${look}.`
  // More were found than are kept by name, and nobody knows which of them were mended.
  return count > short.length
    ? `${numberText(count - short.length)} that were found are not named.`
    : undefined
}
