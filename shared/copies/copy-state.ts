import type { CopyFinding, CopyFindingKind } from './compare-copy.ts'

/** How a copy stands against its vault. */
export interface CopyState {
  /** How much of each kind the copy lacks, or has damaged; kinds of which there is nothing are left out. */
  readonly counts: Readonly<Partial<Record<CopyFindingKind, number>>>
  /** Bytes that it lacks. */
  readonly bytes: number
  /** How old the oldest point is that the copy does not have yet, in seconds; 0 when it has all. */
  readonly lag: number
  /** What has stood in the vault for longer than allowed, or is damaged in the copy. */
  readonly overdue: number
  /** The first thousand of these. */
  readonly findings: readonly CopyFinding[]
}

/** Findings that are kept by name; of the others there is the number. */
const KEPT = 1000

/** What stands in the copy and is not what it should be. */
const DAMAGE: readonly CopyFindingKind[] = ['blob-damaged', 'point-damaged']

/**
 * Sums up what compareCopy finds. What the vault has had for less than `allowed` milliseconds the copy may lack; what is
 * damaged in it is damaged however new it is.
 */
export async function summarizeCopy(
  findings: AsyncIterable<CopyFinding>,
  { now, allowed }: { readonly now: Date; readonly allowed: number },
): Promise<CopyState> {
  const counts: Partial<Record<CopyFindingKind, number>> = {}
  const overdue: CopyFinding[] = []
  const sums = { bytes: 0, lag: 0, overdue: 0 }
  for await (const finding of findings) {
    const age = Math.max(0, now.getTime() - finding.since.getTime())
    counts[finding.kind] = (counts[finding.kind] ?? 0) + 1
    sums.bytes += finding.size
    if (finding.kind === 'point-missing') sums.lag = Math.max(sums.lag, Math.round(age / 1000))
    if (age <= allowed && !DAMAGE.includes(finding.kind)) continue
    sums.overdue += 1
    if (overdue.length < KEPT) overdue.push(finding)
  }
  return { counts, ...sums, findings: overdue }
}

/** Whether something stands in the copy that is not what it should be. */
export function hasDamage({ counts }: Pick<CopyState, 'counts'>): boolean {
  return DAMAGE.some((kind) => (counts[kind] ?? 0) > 0)
}
