import { ManifestInvalidError, NotFoundError, VaultFormatError } from '../errors.ts'
import type { Manifest, RecoveryPoint } from '../model/manifest.ts'
import { blobsOfPoint } from './blobs-of.ts'
import { pointFingerprint } from './fingerprint.ts'
import { readManifest } from './manifests.ts'
import { pointId } from './point-id.ts'
import type { Link, Survey } from './verify-survey.ts'

/** Every manifest: does it parse, does it agree with its key, are its id and fingerprint what they should be? */
export async function checkManifests(survey: Survey): Promise<void> {
  await survey.each('manifests', survey.manifestKeys, async (key) => {
    const manifest = await readOrReport(survey, key)
    if (manifest === undefined) return
    survey.links.set(key, linkOf(manifest))
    for (const message of mistakesOf(manifest)) survey.report('manifest-altered', key, message, [key])
    if (manifest.type === 'point') noteBlobs(survey, key, manifest)
  })
}

/**
 * Every manifest's predecessor is there, or a record says that it was expired. One that was written since the stock was
 * taken is looked for again.
 */
export async function checkPredecessors(survey: Survey): Promise<void> {
  await survey.each('predecessors', survey.links, async ([key, { previous }]) => {
    if (previous === null || survey.manifestKeys.has(previous)) return
    if ((await survey.store.stat(previous)) !== undefined || (await survey.wasExpired(previous))) return
    survey.report('previous-missing', previous, `${key} names ${previous} as the manifest before it`)
  })
}

/** What chains and pointers are checked by. */
export function linkOf(manifest: Manifest): Link {
  const { id, type, resource, takenAt, previous } = manifest
  return { id, type, resource, takenAt, previous, fingerprint: fingerprintIn(manifest) }
}

async function readOrReport(survey: Survey, key: string): Promise<Manifest | undefined> {
  try {
    return await readManifest(survey.store, key)
  } catch (error) {
    // Removed since the stock was taken, as retention does.
    if (error instanceof NotFoundError) return undefined
    if (error instanceof ManifestInvalidError || error instanceof VaultFormatError)
      survey.report('manifest-invalid', key, error.message, [key])
    else survey.reportDenied(error, key, [key])
    return undefined
  }
}

/** What of a manifest does not agree with the rest of it, in words. */
export function mistakesOf(manifest: Manifest): readonly string[] {
  const { id, resource, previous } = manifest
  const fingerprint = fingerprintIn(manifest)
  const mistakes =
    pointId({ resource, previous, fingerprint }) === id ? [] : ['its id is not that of its content']
  return manifest.type === 'point' ? [...mistakes, ...mistakesOfPoint(manifest)] : mistakes
}

function mistakesOfPoint(point: RecoveryPoint): readonly string[] {
  const { content, gaps, fingerprint, blobs } = point
  const listed = new Map(blobs.map((blob) => [blob.sha256, blob.size]))
  const named = blobsOfPoint(point)
  const agree = named.length === listed.size && named.every((blob) => listed.get(blob.sha256) === blob.size)
  return [
    ...(pointFingerprint(content, gaps) === fingerprint ? [] : ['its content does not have its fingerprint']),
    ...(agree ? [] : ['its list of blobs is not what its content names']),
  ]
}

function noteBlobs(survey: Survey, key: string, { blobs }: RecoveryPoint): void {
  for (const blob of blobs) {
    const name = `${blob.sha256} ${blob.size}`
    const wanted = survey.wanted.get(name) ?? { blob, points: [] }
    wanted.points.push(key)
    survey.wanted.set(name, wanted)
  }
}

function fingerprintIn(manifest: Manifest): string | null {
  return manifest.type === 'point' ? manifest.fingerprint : null
}
