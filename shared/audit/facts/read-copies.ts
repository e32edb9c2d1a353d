import type { CopyFinding } from '../../copies/compare-copy.ts'
import { compareCopy } from '../../copies/compare-copy.ts'
import { summarizeCopy } from '../../copies/copy-state.ts'
import type { AuditPorts, AuditedCopy } from '../audit-ports.ts'
import type { Until } from '../read-blobs.ts'
import type { Seen } from '../seen.ts'
import { none, seen, unseen } from '../seen.ts'

/** How long a copy may lack what the vault has where nobody says, in milliseconds: a day, for copies that are made daily. */
const A_DAY = 86_400_000

/** What a copy of the vault lacks, or holds damaged. */
export interface CopyFacts {
  /** Address of the copy. */
  readonly url: string
  /** Seconds; age of the oldest point that is not in the copy yet. */
  readonly lag: number
  /** Things that have been missing for longer than allowed, or are damaged. */
  readonly overdue: number
  /** The first thousand of these. */
  readonly lacks: readonly { readonly key: string; readonly what: string; readonly since: string }[]
  /** The key of the vault before which there was time to compare; `undefined` when there was time for all. */
  readonly stoppedAt: string | undefined
  /** Whether somebody else tells people what it lacks. */
  readonly isWatched: boolean
}

type CopyPorts = Pick<AuditPorts, 'store' | 'copies' | 'clock' | 'plans'>

/** Compares each copy of the vault with it, by the listings of both. @throws HoldfastError when one cannot be read */
export async function readCopies(ports: CopyPorts, limit: Until): Promise<Seen<readonly CopyFacts[]>> {
  const { copies, plans } = ports
  const isAsked = Object.values(plans.plans).some((plan) => plan.copies !== undefined)
  if (copies.length === 0)
    return isAsked
      ? unseen('Plans ask for copies of the vault, and the audit was not told where they are.')
      : none('No plan asks for copies of the vault.')
  return seen(await Promise.all(copies.map(async (copy) => await compareOne(ports, copy, limit))))
}

async function compareOne(
  { store, clock }: CopyPorts,
  { store: copy, openFilter, allowed = A_DAY, isWatched = false }: AuditedCopy,
  { until }: Until,
): Promise<CopyFacts> {
  let stoppedAt: string | undefined
  const goesOn = (key: string) => {
    if (clock.now() >= until) stoppedAt = key
    return stoppedAt === undefined
  }
  const found = compareCopy(store, copy, openFilter?.(), goesOn)
  const { lag, overdue, findings } = await summarizeCopy(found, { now: clock.now(), allowed })
  const lacks = findings.map(({ key, kind, since }) => ({
    key,
    what: WORDS[kind],
    since: since.toISOString(),
  }))
  return { url: copy.url, lag, overdue, lacks, stoppedAt, isWatched }
}

const WORDS: Readonly<Record<CopyFinding['kind'], string>> = {
  'blob-missing': 'the copy lacks this blob',
  'blob-damaged': 'this blob has another size in the copy',
  'point-missing': 'the copy lacks this recovery point',
  'point-damaged': 'this recovery point has another size in the copy',
  'hold-missing': 'the copy lacks this hold',
  'pointer-missing': 'the copy lacks this pointer',
  'pointer-behind': 'this pointer names an older point in the copy',
}
