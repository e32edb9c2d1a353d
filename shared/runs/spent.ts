import type { RunHeader } from '../model/work.ts'
import { Usage } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { zoneSpentKey } from '../vault/run-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'

interface Place {
  readonly run: RunHeader
  readonly zone: string
}

/** What failed attempts at planning a zone asked of AWS so far. @throws ManifestInvalidError */
export async function readSpent(store: ObjectStore, { run, zone }: Place): Promise<Usage> {
  return (await findDocument(store, Usage, zoneSpentKey(run, zone))) ?? { apiCalls: {}, throttled: 0 }
}

/** Keeps what an attempt asked of AWS although it failed: a zone that was throttled to death must say so. */
export async function addSpent(store: ObjectStore, place: Place, usage: Usage): Promise<void> {
  const sum = sumUsage(await readSpent(store, place), usage)
  await putDocument(store, Usage, sum, zoneSpentKey(place.run, place.zone))
}

/** Requests of both, by service. */
export function sumUsage(a: Usage, b: Usage): Usage {
  const apiCalls = { ...a.apiCalls }
  for (const [service, count] of Object.entries(b.apiCalls))
    apiCalls[service] = (apiCalls[service] ?? 0) + count
  return { apiCalls, throttled: a.throttled + b.throttled }
}
