import type { Readable } from 'node:stream'
import { BlobCorruptError, BlobMissingError } from '../errors.ts'
import type { Sha256 } from '../model/manifest.ts'
import { openBlob } from './blobs.ts'
import { blobKey } from './layout.ts'
import { isInPart } from './verify-report.ts'
import type { Survey } from './verify-survey.ts'

/** Every blob that a manifest names is there and has the right size. */
export async function checkBlobs(survey: Survey): Promise<void> {
  await survey.each('blobs', survey.wanted.values(), async ({ blob, points }) => {
    const key = blobKey(blob.sha256)
    // One that was written since the stock was taken is looked for again.
    const size = survey.blobs.get(blob.sha256) ?? (await survey.store.stat(key))?.size
    if (size === undefined) survey.report('blob-missing', key, 'it is not there', points)
    else if (size !== blob.size) {
      survey.report('blob-size', key, `it has ${size} bytes where ${blob.size} are expected`, points)
    }
  })
}

/** Reads the blobs that were asked for and hashes them, those that no manifest names as well. */
export async function readBlobs(survey: Survey): Promise<void> {
  const { readData } = survey.options
  if (readData === undefined) return
  const chosen = [...survey.blobs.keys()].filter((sha256) => readData === 'all' || isInPart(sha256, readData))
  const points = pointsByBlob(survey)
  await survey.each('data', chosen, async (sha256) => {
    try {
      // Taken apart from the sum: others add to it while this one waits.
      const bytes = await drain(await openBlob(survey.store, sha256))
      survey.bytesRead += bytes
      survey.blobsRead += 1
    } catch (error) {
      reportUnread(survey, { sha256, error, points: points.get(sha256) ?? [] })
    }
  })
}

/** How many blobs no manifest names. */
export function countUnreferenced(survey: Survey): number {
  const named = pointsByBlob(survey)
  return [...survey.blobs.keys()].filter((sha256) => !named.has(sha256)).length
}

function reportUnread(
  survey: Survey,
  { sha256, error, points }: { sha256: Sha256; error: unknown; points: readonly string[] },
): void {
  // A blob that no manifest named may have been swept since the stock was taken.
  if (error instanceof BlobMissingError && points.length === 0) return
  if (error instanceof BlobMissingError) survey.report('blob-missing', blobKey(sha256), error.message, points)
  else if (error instanceof BlobCorruptError) {
    survey.blobsRead += 1
    survey.report('blob-corrupt', blobKey(sha256), error.message, points)
  } else survey.reportDenied(error, blobKey(sha256), points)
}

function pointsByBlob(survey: Survey): ReadonlyMap<Sha256, readonly string[]> {
  const points = new Map<Sha256, readonly string[]>()
  for (const { blob, points: keys } of survey.wanted.values()) {
    points.set(blob.sha256, [...(points.get(blob.sha256) ?? []), ...keys])
  }
  return points
}

async function drain(body: Readable): Promise<number> {
  let bytes = 0
  for await (const chunk of body) bytes += (chunk as Buffer).length
  return bytes
}
