import { isDeepStrictEqual } from 'node:util'
import type { CopyFinding } from '../../copies/compare-copy.ts'
import { compareCopy } from '../../copies/compare-copy.ts'
import { summarizeCopy } from '../../copies/copy-state.ts'
import { CopiesRecord } from '../../model/audit.ts'
import { FORMAT_VERSION } from '../../model/manifest.ts'
import { COPIES_KEY } from '../../vault/audit-layout.ts'
import { putDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts, AuditedCopy } from '../audit-ports.ts'
import { findRecord } from '../find-record.ts'
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
  /** The last key that the audit before compared, which had no time for all; `undefined` when it began at the beginning. */
  readonly beganAfter?: string | undefined
  /** The last key that there was time to compare, empty for none; `undefined` when there was time for all. */
  readonly stoppedAt: string | undefined
  /** Whether somebody else tells people what it lacks. */
  readonly isWatched: boolean
}

type CopyPorts = Pick<AuditPorts, 'store' | 'copies' | 'clock' | 'plans' | 'log'>

/**
 * Compares each copy of the vault with it, by the listings of both, until time is up. It begins where the last audit had
 * to stop, and goes on at the beginning: of one that is too large for one audit all is compared by several.
 *
 * @throws HoldfastError when one cannot be read, or the vault not be written
 */
export async function readCopies(ports: CopyPorts, limit: Until): Promise<Seen<readonly CopyFacts[]>> {
  const { copies, plans } = ports
  const isAsked = Object.values(plans.plans).some((plan) => plan.copies !== undefined)
  if (copies.length === 0)
    return isAsked
      ? unseen('Plans ask for copies of the vault, and the audit was not told where they are.')
      : none('No plan asks for copies of the vault.')
  const before = (await findRecord(ports, CopiesRecord, COPIES_KEY))?.after ?? {}
  const all = copies.map(
    async (copy) => await compareOne(ports, copy, { ...limit, after: before[copy.store.url] }),
  )
  const facts = await Promise.all(all)
  await keepPlaces(ports.store, before, facts)
  return seen(facts)
}

/** Copies that were compared whole begin at the beginning; of those that this audit knows nothing of the place stays. */
async function keepPlaces(
  store: AuditPorts['store'],
  before: CopiesRecord['after'],
  facts: readonly CopyFacts[],
): Promise<void> {
  const places = new Map(Object.entries(before))
  for (const { url, stoppedAt = '' } of facts)
    if (stoppedAt === '') places.delete(url)
    else places.set(url, stoppedAt)
  const after = Object.fromEntries(places)
  if (isDeepStrictEqual(after, before)) return
  await putDocument(store, CopiesRecord, { format: FORMAT_VERSION, after }, COPIES_KEY)
}

async function compareOne(
  { store, clock }: CopyPorts,
  { store: copy, openFilter, allowed = A_DAY, isWatched = false }: AuditedCopy,
  { until, after }: Until & { readonly after: string | undefined },
): Promise<CopyFacts> {
  let isWhole = true
  let last = after
  const goesOn = (key: string) => {
    isWhole = clock.now() < until
    if (isWhole) last = key
    return isWhole
  }
  const found = compareCopy(store, copy, openFilter?.(), { after, goesOn })
  const { lag, overdue, findings } = await summarizeCopy(found, { now: clock.now(), allowed })
  const lacks = findings.map(({ key, kind, since }) => ({
    key,
    what: WORDS[kind],
    since: since.toISOString(),
  }))
  const stoppedAt = isWhole ? undefined : (last ?? '')
  return { url: copy.url, lag, overdue, lacks, beganAfter: after, stoppedAt, isWatched }
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
