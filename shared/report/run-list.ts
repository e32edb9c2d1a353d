import { NotFoundError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { given } from '../model/members.ts'
import type { RunReport } from '../model/run.ts'
import { RunEntry } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { RUN_INDEX_PREFIX, parseRunIndexKey, runIndexKey } from '../vault/run-layout.ts'
import { putDocument, readDocument } from '../vault/stored-documents.ts'

/** Entries that are read at the same time. */
const READERS = 32

/** Records that a run has started, so that one that dies is seen in the list all the same. */
export async function recordStart(
  store: ObjectStore,
  run: Pick<RunEntry, 'runId' | 'account' | 'mode' | 'plan' | 'someZones' | 'startedAt'>,
): Promise<void> {
  await putDocument(store, RunEntry, { format: FORMAT_VERSION, ...run, state: 'running' }, runIndexKey(run))
}

/** Records how a run ended; its report stands already. */
export async function recordEnd(store: ObjectStore, report: RunReport): Promise<void> {
  await putDocument(store, RunEntry, entryOf(report), runIndexKey(report))
}

/** The newest runs, newest first, and how many older ones there are. @throws ManifestInvalidError */
export async function listRuns(
  store: ObjectStore,
  limit: number,
): Promise<{ readonly runs: readonly RunEntry[]; readonly older: number }> {
  const keys = await indexKeys(store)
  const newest = keys.slice(-limit).toReversed()
  const runs = await Promise.all(newest.map(async (key) => await readDocument(store, RunEntry, key)))
  return { runs, older: keys.length - newest.length }
}

/** All runs, newest first; read as they are asked for, so many at a time. @throws ManifestInvalidError */
export async function* runsBackwards(store: ObjectStore): AsyncIterable<RunEntry> {
  const keys = (await indexKeys(store)).toReversed()
  for (let from = 0; from < keys.length; from += READERS) {
    const batch = keys.slice(from, from + READERS)
    yield* await Promise.all(batch.map(async (key) => await readDocument(store, RunEntry, key)))
  }
}

/** What the list says of one run; of several with that id, the newest. @throws NotFoundError */
export async function findRun(store: ObjectStore, runId: string): Promise<RunEntry> {
  const keys = await indexKeys(store)
  const key = keys.findLast((key) => parseRunIndexKey(key)?.runId === runId)
  if (key === undefined)
    throw new NotFoundError(`There is no run ${runId} in ${store.url}`, { evidence: { runId } })
  return await readDocument(store, RunEntry, key)
}

/** Keys of the list of runs, oldest first. */
async function indexKeys(store: ObjectStore): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(RUN_INDEX_PREFIX)) {
    if (parseRunIndexKey(key) !== undefined) keys.push(key)
  }
  return keys
}

function entryOf({ zones, ...report }: RunReport): RunEntry {
  const { format, runId, account, mode, plan, someZones, startedAt, endedAt, state, totals } = report
  const times = { startedAt, endedAt }
  const run = { runId, account, mode, ...given({ plan, someZones }), ...times }
  return { format, ...run, state, totals, zones: zones.length }
}
