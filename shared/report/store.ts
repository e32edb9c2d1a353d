import type { RunRef } from '../model/run.ts'
import { OutcomeLine, RunReport, ZoneSummary } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { outcomesKey, outcomesPrefix, reportKey, zoneSummaryKey, zonesPrefix } from '../vault/run-layout.ts'
import { putDocument, readDocument, replaceObject } from '../vault/stored-documents.ts'
import { reportHtml } from './html.ts'
import { decodeJsonLines, encodeJsonLines } from './json-lines.ts'
import { reportMarkdown } from './markdown.ts'
import { recordEnd } from './run-list.ts'

/** Writes what one shard did. Written again by a retry, it stands there once. */
export async function writeOutcomes(
  store: ObjectStore,
  place: RunRef & { readonly zone: string; readonly shard: number },
  lines: readonly OutcomeLine[],
): Promise<void> {
  await replaceObject(store, outcomesKey(place, place.zone, place.shard), encodeJsonLines(lines))
}

/** What all shards of one zone did, shard by shard, line by line. @throws ManifestInvalidError */
export async function* readOutcomes(
  store: ObjectStore,
  run: RunRef,
  zone: string,
): AsyncIterable<OutcomeLine> {
  for await (const { key } of store.list(outcomesPrefix(run, zone))) {
    yield* decodeJsonLines(OutcomeLine, await store.read(key), key)
  }
}

export async function writeZoneSummary(store: ObjectStore, run: RunRef, summary: ZoneSummary): Promise<void> {
  await putDocument(store, ZoneSummary, summary, zoneSummaryKey(run, summary.zone))
}

/** Every zone summary of a run, in order of zone. @throws ManifestInvalidError */
export async function* readZoneSummaries(store: ObjectStore, run: RunRef): AsyncIterable<ZoneSummary> {
  for await (const { key } of store.list(zonesPrefix(run))) {
    if (key.endsWith('/summary.json')) yield await readDocument(store, ZoneSummary, key)
  }
}

/**
 * Writes the report of a run in all its forms, and then its line in the list of runs.
 * @returns keys of the forms
 */
export async function writeReport(
  store: ObjectStore,
  report: RunReport,
): Promise<{ readonly json: string; readonly md: string; readonly html: string }> {
  const keys = {
    json: reportKey(report, 'json'),
    md: reportKey(report, 'md'),
    html: reportKey(report, 'html'),
  }
  await putDocument(store, RunReport, report, keys.json)
  await replaceObject(store, keys.md, Buffer.from(reportMarkdown(report)))
  await replaceObject(store, keys.html, Buffer.from(reportHtml(report)))
  await recordEnd(store, report)
  return keys
}

/** The report of one run. @throws NotFoundError while there is none, ManifestInvalidError */
export async function readReport(store: ObjectStore, run: RunRef): Promise<RunReport> {
  return await readDocument(store, RunReport, reportKey(run, 'json'))
}
