import type {
  AuditPlan,
  AuditRef,
  Damaged,
  EncryptionSeen,
  PartName,
  ShardProgress,
} from '../../model/audit.ts'
import { PartsRecord } from '../../model/audit.ts'
import { PreconditionFailedError } from '../../errors.ts'
import { decodeDocument, encodeDocument } from '../../vault/documents.ts'
import { PARTS_KEY } from '../../vault/audit-layout.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { recordChoice } from '../choose-parts.ts'
import { mergeDamage } from '../damage.ts'
import { addSeen } from '../encryption-seen.ts'
import { findPlan } from '../plan-audit.ts'
import { findProgress } from '../read-shard.ts'

/** Attempts at changing the record of parts while other audits do. */
const ATTEMPTS = 5

/** What reading the vault came to, in this audit and in those before it. */
export interface IntegrityFacts {
  readonly record: PartsRecord
  /** Parts that this audit set out to read, and those of them that it could not finish. */
  readonly planned: readonly PartName[]
  readonly unfinished: readonly PartName[]
  /** Of this audit alone. */
  readonly blobs: number
  readonly bytes: number
  readonly manifests: number
  /** What this audit and earlier ones found, and what nobody has mended since. */
  readonly damaged: readonly Damaged[]
  readonly encryption: readonly EncryptionSeen[]
}

type PartsPorts = Pick<AuditPorts, 'store' | 'clock'>

/**
 * Adds up what the shards of an audit read, and enters it in the record of parts. Again does no harm.
 *
 * @throws HoldfastError when the vault cannot be read or written
 */
export async function readIntegrity(ports: PartsPorts, audit: AuditRef): Promise<IntegrityFacts> {
  const plan = await findPlan(ports.store, audit)
  const shards = await Promise.all(
    (plan?.shards ?? []).map(async (parts, shard) => ({
      parts,
      progress: await findProgress(ports, { audit, shard }),
    })),
  )
  const record = await enter(ports, shards)
  return sumOf(record, plan, shards)
}

interface ReadShard {
  readonly parts: readonly PartName[]
  readonly progress: ShardProgress | undefined
}

/** A part counts as read when its blobs are, and the manifests that belong to it. */
async function enter({ store, clock }: PartsPorts, shards: readonly ReadShard[]): Promise<PartsRecord> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await store.load(PARTS_KEY)
    const before = found && decodeDocument(PartsRecord, found.bytes, PARTS_KEY)
    const { parts, ...rest } = before ?? recordChoice(undefined, clock.now())
    const record = { ...rest, parts: { ...parts, ...partsRead(shards) } }
    const bytes = encodeDocument(PartsRecord, record, PARTS_KEY)
    try {
      const condition = found === undefined ? 'absent' : { version: found.version }
      await store.write(PARTS_KEY, bytes, { size: bytes.length, condition })
      return record
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === ATTEMPTS) throw error
    }
  }
}

function partsRead(shards: readonly ReadShard[]): PartsRecord['parts'] {
  const finished = shards.flatMap(({ progress }) => (progress?.manifests?.done === true ? [progress] : []))
  return Object.fromEntries(
    finished.flatMap(({ parts, manifests }) =>
      Object.entries(parts).map(([part, { readAt, blobs, bytes, damaged }]) => {
        const found = (manifests?.damaged ?? []).filter((one) => partOf(one) === part)
        return [part, { readAt, blobs, bytes, damaged: [...mergeDamage([...damaged, ...found])] }]
      }),
    ),
  )
}

/** The part of the manifest that damage was found through: the first two digits of its id. */
function partOf({ points: [point = ''] }: Damaged): string | undefined {
  return /-([0-9a-f]{2})[0-9a-f]{14}\.json$/.exec(point)?.[1]
}

function sumOf(
  record: PartsRecord,
  plan: AuditPlan | undefined,
  shards: readonly ReadShard[],
): IntegrityFacts {
  const progresses = shards.flatMap(({ progress }) => progress ?? [])
  const reads = progresses.flatMap(({ parts, current }) => [
    ...Object.values(parts),
    ...(current === undefined ? [] : [current]),
  ])
  const manifests = progresses.flatMap((progress) => progress.manifests ?? [])
  const kept = Object.values(record.parts).flatMap(({ damaged }) => damaged)
  return {
    record,
    planned: plan?.shards.flat() ?? [],
    unfinished: shards.flatMap(({ parts, progress }) => (progress?.manifests?.done === true ? [] : parts)),
    blobs: reads.reduce((sum, { blobs }) => sum + blobs, 0),
    bytes: reads.reduce((sum, { bytes }) => sum + bytes, 0),
    manifests: manifests.reduce((sum, { count }) => sum + count, 0),
    damaged: mergeDamage([...kept, ...[...reads, ...manifests].flatMap(({ damaged }) => damaged)]),
    encryption: progresses.reduce<EncryptionSeen[]>((all, one) => addSeen(all, one.encryption), []),
  }
}
