import { numberText } from '../../report/format.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { LockFacts } from '../facts/read-locks.ts'

/** What a plan wants locked is locked to its term. */
export const locks: Control = {
  id: 'locks',
  title: 'Object Lock',
  claim:
    'Every recovery point of a plan with immutability, and every blob that it names, is locked until the term of the plan is over.',
  needs: ['locks'],
  judge: (facts) => ifSeen(facts.locks, judgeLocks),
}

function judgeLocks({ plans, short, count, beganAfter, stoppedAt }: LockFacts): Verdict {
  return judged({
    evidence: [
      evidence('plans with immutability', plans.join(', ')),
      evidence('missing, short or weaker locks', count),
    ],
    findings: short.map(({ key, what, points }) => ({ subject: key, what, points: [...points] })),
    where: ['aws s3api get-object-retention', 'points/', 'blobs/'],
    unsure:
      stoppedAt === undefined
        ? undefined
        : `There was no time to look at every lock: ${beganAfter === undefined ? '' : `behind ${beganAfter}, `}up to ${stoppedAt}, ${numberText(count)} were found wanting. The next audit goes on there.`,
  })
}
