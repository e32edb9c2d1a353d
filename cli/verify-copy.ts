import type { CopyState } from '../shared/copies/copy-state.ts'
import { isDamage, summarizeCopy } from '../shared/copies/copy-state.ts'
import { compareCopy } from '../shared/copies/compare-copy.ts'
import { bytesText, countText, secondsText } from '../shared/report/format.ts'
import type { VerifyReport } from '../shared/vault/verify-report.ts'
import type { Ending } from './exit-codes.ts'
import { table } from './print.ts'
import type { Style } from './print.ts'
import type { Session } from './session.ts'

/** How a copy stands against the vault. */
export interface CopyVerdict extends CopyState {
  /** Address of the vault. */
  readonly vault: string
  readonly ending: Ending
}

/**
 * Compares a copy with the vault.
 * @param allowed how long the copy may lack what the vault has, in milliseconds
 */
export async function judgeCopy(session: Session, copyUrl: string, allowed: number): Promise<CopyVerdict> {
  const { world } = session
  const [from, to] = [world.openStore(session.vaultUrl()), world.openStore(copyUrl)]
  const bar = session.progress('compare')
  try {
    const state = await summarizeCopy(compareCopy(from, to), { now: world.clock.now(), allowed })
    const isDamaged = state.findings.some(isDamage)
    const behind = state.overdue > 0 ? 'partly' : 'done'
    return { ...state, vault: from.url, ending: isDamaged ? 'integrity' : behind }
  } finally {
    bar.stop()
  }
}

/** The comparison for people; what is wrong with the copy itself stands in the report above it. */
export function verdictText(style: Style, verdict: CopyVerdict, { url }: VerifyReport): string {
  const { findings, overdue, counts, bytes, lag, vault } = verdict
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
      ? style.good(`${url} has what it should have of ${vault}.`)
      : style.bad(`${url} lacks, or has damaged, ${countText(overdue, 'object')} of ${vault}.`),
  ].join('\n\n')
}
