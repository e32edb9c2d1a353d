import type { PartName, PartsRecord } from '../model/audit.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'

const DAY = 86_400_000

/** All bytes of a vault are read again within so many days. */
export const PERIOD_DAYS = 30

/** What audits aim at, so that days on which one fails can be made up for. */
const TARGET_DAYS = 28

/** Parts that one invocation takes on. */
const PARTS_OF_A_SHARD = 4

/** Every part of a vault, in order. */
export const PARTS: readonly PartName[] = Array.from({ length: 256 }, (_, index) =>
  index.toString(16).padStart(2, '0'),
)

/**
 * Chooses what an audit reads: those parts that were read the longest ago, as many as it takes to read all in 28 days;
 * besides them all that are older than that already, because audits failed or were not run; and those where damage was
 * found, to see whether it still is there.
 *
 * @param record `undefined` before the first audit
 */
export function chooseParts(record: PartsRecord | undefined, now: Date): readonly PartName[] {
  const elapsed = record === undefined ? DAY : now.getTime() - Date.parse(record.chosenAt)
  const share = Math.ceil((PARTS.length * Math.max(elapsed, 0)) / (TARGET_DAYS * DAY))
  const oldest = PARTS.toSorted((a, b) => readTime(record, a) - readTime(record, b))
  const overdue = PARTS.filter((part) => ageOf(record, part, now) > TARGET_DAYS)
  const damaged = PARTS.filter((part) => (record?.parts[part]?.damaged.length ?? 0) > 0)
  return [...new Set([...oldest.slice(0, share), ...overdue, ...damaged])].sort()
}

/** Parts that were not read for longer than promised. */
export function overdueParts(record: PartsRecord, now: Date): readonly PartName[] {
  return PARTS.filter((part) => ageOf(record, part, now) > PERIOD_DAYS)
}

/** Days since a part was read; since parts are read at all, if it never was. */
export function ageOf(record: PartsRecord | undefined, part: PartName, now: Date): number {
  if (record === undefined) return 0
  const since = record.parts[part]?.readAt ?? record.begunAt
  return (now.getTime() - Date.parse(since)) / DAY
}

/** The record once parts were chosen. */
export function recordChoice(record: PartsRecord | undefined, now: Date): PartsRecord {
  const at = now.toISOString()
  return { format: FORMAT_VERSION, begunAt: at, parts: {}, ...record, chosenAt: at }
}

/** Divides parts into what one invocation takes on at a time. */
export function shardsOf(parts: readonly PartName[]): PartName[][] {
  const count = Math.ceil(parts.length / PARTS_OF_A_SHARD)
  return Array.from({ length: count }, (_, shard) =>
    parts.slice(shard * PARTS_OF_A_SHARD, (shard + 1) * PARTS_OF_A_SHARD),
  )
}

function readTime(record: PartsRecord | undefined, part: PartName): number {
  const readAt = record?.parts[part]?.readAt
  return readAt === undefined ? 0 : Date.parse(readAt)
}
