import type { AuditFinding } from '../../model/audit.ts'
import { countText } from '../../report/format.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { CopyFacts } from '../facts/read-copies.ts'

/** What a plan wants copied is in the copy. */
export const copies: Control = {
  id: 'copies',
  title: 'Copies',
  claim: 'Every copy of the vault that plans ask for holds all that it should.',
  needs: ['copies'],
  judge: (facts) => ifSeen(facts.copies, judgeCopies),
}

function judgeCopies(all: readonly CopyFacts[]): Verdict {
  const partly = all.flatMap(({ url, stoppedAt }) =>
    stoppedAt === undefined ? [] : `${url} from ${stoppedAt} on`,
  )
  return judged({
    evidence: all.map(({ url, lag, overdue }) =>
      evidence(url, `lacks ${countText(overdue, 'object')}; ${Math.round(lag / 60)} min behind`),
    ),
    findings: all.flatMap(findingsOf),
    where: ['holdfast verify --copy <address>'],
    unsure:
      partly.length === 0
        ? undefined
        : `There was no time to compare all; not compared are, in the order of blobs, points, holds and pointers: ${partly.join(', ')}.`,
  })
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
