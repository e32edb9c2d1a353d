import type { CopyState } from '../shared/copies/copy-state.ts'
import { hasDamage, summarizeCopy } from '../shared/copies/copy-state.ts'
import { compareCopy } from '../shared/copies/compare-copy.ts'
import { bytesText, countText, secondsText } from '../shared/report/format.ts'
import type { PlanFile } from '../shared/plans/plan-file.ts'
import type { VerifyReport } from '../shared/vault/verify-report.ts'
import type { Ending } from './exit-codes.ts'
import { CommandError } from './command-error.ts'
import { findCopyFilter } from './copy-filter.ts'
import { PLAN_FILE, findPlans } from './plan/plan-options.ts'
import { table } from './print.ts'
import type { Style } from './print.ts'
import type { Session } from './session.ts'

/** How a copy stands against the vault. */
export interface CopyVerdict extends CopyState {
  /** Address of the vault. */
  readonly vault: string
  /** Whether it is to hold what plans ask for, and not all. */
  readonly isByPlan: boolean
  readonly ending: Ending
}

/** By what a copy is judged. */
export interface CopyJudgement {
  readonly url: string
  /** How long the copy may lack what the vault has, in milliseconds. */
  readonly allowed: number
  /** Where the plans stand that ask for it; the plan file of the current directory without. */
  readonly plans: string | undefined
}

/** Compares a copy with the vault, or with what plans want of it. @throws CommandError when nobody says what plans those are */
export async function judgeCopy(
  session: Session,
  { url, allowed, plans }: CopyJudgement,
): Promise<CopyVerdict> {
  const { world } = session
  const [from, to] = [world.openStore(session.vaultUrl()), world.openStore(url)]
  const readPlans = async () => await requirePlans(session, url, plans)
  const filter = await findCopyFilter(session, { url, isNamed: plans !== undefined, readPlans })
  const bar = session.progress('compare')
  try {
    const state = await summarizeCopy(compareCopy(from, to, filter), { now: world.clock.now(), allowed })
    const behind = state.overdue > 0 ? 'partly' : 'done'
    const ending = hasDamage(state) ? 'integrity' : behind
    return { ...state, vault: from.url, isByPlan: filter !== undefined, ending }
  } finally {
    bar.stop()
  }
}

async function requirePlans(session: Session, url: string, path: string | undefined): Promise<PlanFile> {
  const plans = await findPlans(session, path)
  if (plans !== undefined) return plans
  throw new CommandError({
    what: `${url} holds what backup plans ask for, and there is no ${PLAN_FILE} here.`,
    advice: 'Name the plan file of the deployment with --plans.',
    ending: 'usage',
  })
}

/** The comparison for people; what is wrong with the copy itself stands in the report above it. */
export function verdictText(style: Style, verdict: CopyVerdict, { url }: VerifyReport): string {
  const { findings, overdue, counts, bytes, lag, vault, isByPlan } = verdict
  const asked = isByPlan ? ' that plans ask for' : ''
  const rows = findings.map(({ kind, key, since }) => [
    { text: kind, paint: style.bad },
    key,
    since.toISOString(),
  ])
  const more = overdue > rows.length ? `\nand ${overdue - rows.length} more` : ''
  const lacking = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`)
  const behind = `lag ${secondsText(lag)}, ${lacking.join(', ')} (${bytesText(bytes)})`
  return [
    ...(rows.length > 0 ? [table(style, ['LACKING', 'KEY', 'IN THE VAULT SINCE'], rows) + more] : []),
    ...(lacking.length > 0 ? [behind] : []),
    overdue === 0
      ? style.good(`${url} has what it should have of ${vault}${asked}.`)
      : style.bad(`${url} lacks, or has damaged, ${countText(overdue, 'object')} of ${vault}.`),
  ].join('\n\n')
}
