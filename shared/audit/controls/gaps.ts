import type { AuditFinding } from '../../model/audit.ts'
import type { GapReason } from '../../model/manifest.ts'
import { resourcePath } from '../../model/resource.ts'
import { timeText } from '../../report/format.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { GapFact, LivingFact, ResourceFacts } from '../facts/resource-fact.ts'
import { unlookedText } from './unlooked.ts'

/** Gaps that nobody can close: AWS has no such part there, or the plan leaves it out. */
const BY_NATURE: ReadonlySet<GapReason> = new Set(['unsupported', 'left-out-by-plan'])

/** Every newest point holds all of its function. */
export const gaps: Control = {
  id: 'gaps',
  title: 'Gaps',
  claim: 'The newest recovery point of every living function holds every part of it.',
  needs: ['resources'],
  judge: ({ resources }) => ifSeen(resources, judgeGaps),
}

function judgeGaps(resources: ResourceFacts): Verdict {
  const { living } = resources
  const protectedOnes = living.filter(({ assignment }) => assignment.choice.type !== 'excluded')
  const all = protectedOnes.flatMap((one) => one.gaps.map((gap) => ({ one, gap })))
  const open = all.filter(({ gap }) => !BY_NATURE.has(gap.reason))
  const reasons = new Set<GapReason>(open.map(({ gap }) => gap.reason))
  return judged({
    evidence: [
      evidence('living', living.length),
      evidence('with gaps', new Set(open.map(({ one }) => resourcePath(one.resource))).size),
      evidence('gaps', open.length),
      ...[...reasons]
        .sort()
        .map((reason) => evidence(reason, open.filter(({ gap }) => gap.reason === reason).length)),
    ],
    findings: open.map(({ one, gap }) => findingOf(one, gap)),
    notes: all.filter(({ gap }) => BY_NATURE.has(gap.reason)).map(({ one, gap }) => findingOf(one, gap)),
    unsure: unlookedText(resources),
    blind: 'failed',
    where: ['holdfast show <function>', 'points/'],
  })
}

function findingOf({ resource, point }: LivingFact, { part, reason, since }: GapFact): AuditFinding {
  return {
    subject: resourcePath(resource),
    what: `${part}: ${reason}, since ${timeText(since)} at the latest`,
    since,
    points: [point],
  }
}
