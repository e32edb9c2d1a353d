import pLimit from 'p-limit'
import { ActivityLine } from '../model/activity.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import {
  ACTIVITY_WRITERS,
  activityDayPrefix,
  activityHourPrefix,
  parseActivityKey,
} from '../vault/activity-layout.ts'

/** A line that is not what the format says; its content is not shown. */
export interface DamagedLine {
  readonly key: string
  /** Counted from 1; 0 when the object as a whole could not be read. */
  readonly line: number
}

/** What was read, each thing once, in order of time. */
export interface Activity {
  readonly lines: readonly ActivityLine[]
  readonly damaged: readonly DamagedLine[]
  /** Objects that were read. */
  readonly objects: number
}

type ReadingStore = Pick<ObjectStore, 'list' | 'load'>

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Objects that are read at the same time. */
const READERS = 16

/**
 * What happened since an instant. Only the days that can hold it are read: a line stands under the day on which it was
 * written, which is not before it happened.
 */
export async function readActivity(
  store: ReadingStore,
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<Activity> {
  const prefixes = steps(since, now, DAY_MS).map(activityDayPrefix)
  const { lines, ...rest } = await readPrefixes(store, prefixes, (writtenAt) => writtenAt >= floor(since))
  return { lines: lines.filter(({ at }) => Date.parse(at) >= since.getTime()), ...rest }
}

/** What was written since an instant, whenever it happened: for who looks again and again. */
export async function readNewActivity(
  store: ReadingStore,
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<Activity> {
  const hours = steps(since, now, HOUR_MS)
  const prefixes = ACTIVITY_WRITERS.flatMap((writer) => hours.map((hour) => activityHourPrefix(writer, hour)))
  return await readPrefixes(store, prefixes, (writtenAt) => writtenAt >= floor(since))
}

async function readPrefixes(
  store: ReadingStore,
  prefixes: readonly string[],
  isWanted: (writtenAt: Date) => boolean,
): Promise<Activity> {
  const limit = pLimit(READERS)
  const keys: string[] = []
  for (const prefix of prefixes) {
    for await (const { key } of store.list(prefix)) {
      const writtenAt = parseActivityKey(key)
      if (writtenAt !== undefined && isWanted(writtenAt)) keys.push(key)
    }
  }
  const files = await limit.map(keys, (key) => readFile(store, key))
  return {
    lines: eachOnce(files.flatMap(({ lines }) => lines)),
    damaged: files.flatMap(({ damaged }) => damaged),
    objects: keys.length,
  }
}

async function readFile(store: ReadingStore, key: string): Promise<Omit<Activity, 'objects'>> {
  const found = await store.load(key)
  if (found === undefined) return { lines: [], damaged: [{ key, line: 0 }] }
  const texts = Buffer.from(found.bytes).toString('utf8').split('\n')
  const read = texts.flatMap((text, index) => (text === '' ? [] : [{ line: index + 1, value: parsed(text) }]))
  return {
    lines: read.flatMap(({ value }) => value ?? []),
    damaged: read.filter(({ value }) => value === undefined).map(({ line }) => ({ key, line })),
  }
}

function parsed(text: string): ActivityLine | undefined {
  try {
    return ActivityLine.safeParse(JSON.parse(text)).data
  } catch {
    // The parser's message would quote the line; the caller says which line it was.
    return undefined
  }
}

/**
 * A change that was tried again has a line for each attempt. The last one says what became of it; but one that made a
 * recovery point goes before those that found it made.
 */
function eachOnce(lines: readonly ActivityLine[]): readonly ActivityLine[] {
  const best = new Map<string, ActivityLine>()
  for (const line of lines.toSorted((a, b) => compare(a.recordedAt, b.recordedAt))) {
    const before = best.get(identityOf(line))
    if (before === undefined || madePoint(line) || !madePoint(before)) best.set(identityOf(line), line)
  }
  return [...best.values()].toSorted((a, b) => compare(a.at, b.at))
}

function madePoint({ outcome, manifest }: ActivityLine): boolean {
  return (outcome === 'captured' || outcome === 'deleted') && manifest !== undefined
}

function identityOf({ type, eventId, runId, zone, kind, name }: ActivityLine): string {
  return JSON.stringify([type, eventId, runId, zone, kind, name])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Keys tell time to the second. */
function floor(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}

/** The beginnings of all days, or hours, that a span touches. */
function steps(from: Date, until: Date, length: number): readonly Date[] {
  const first = Math.floor(from.getTime() / length)
  const last = Math.floor(until.getTime() / length)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => new Date((first + n) * length))
}
