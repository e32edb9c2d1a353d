import type { Cause, Sha256 } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { Log, PointerState, Vault } from '../ports.ts'
import { blobsOf } from '../vault/blobs-of.ts'
import { commitPoint, commitTombstone } from '../vault/commit.ts'
import { pointFingerprint } from '../vault/fingerprint.ts'
import { isTransient } from './gaps.ts'
import type { Reading } from './reading.ts'
import { storeBlobs } from './store-blobs.ts'
import type { CodePorts } from './store-code.ts'

/** What is touched when a reading is kept. */
export interface KeepPorts extends CodePorts {
  readonly vault: Vault
  readonly log: Pick<Log, 'info'>
}

/** An outcome, and what a run's inventory needs to know of it. */
export interface Capture {
  readonly outcome: Outcome
  /** Of the newest recovery point; missing when there is none. */
  readonly fingerprint?: Sha256
  /** The function is to be read again even if it does not change: a part was missing for the moment only. */
  readonly isProvisional: boolean
}

/** What stands at the head of a manifest. */
export interface Header {
  readonly resource: ResourceRef
  readonly takenAt: string
  readonly cause: Cause
  readonly writer: string
}

/** A function as it was read, and where its chain of points stood before. */
export interface Begun {
  readonly header: Header
  readonly reading: Reading | 'gone'
  readonly expected: PointerState | undefined
}

/**
 * Makes a recovery point of a reading, unless the newest one says the same; a tombstone of a function that is gone.
 *
 * @throws PreconditionFailedError, FunctionChangingError when the reading is not of the newest state any more
 */
export async function keepReading(ports: KeepPorts, begun: Begun): Promise<Capture> {
  const { header, reading, expected } = begun
  if (reading === 'gone') return bury(ports, header, expected)
  // What the newest point says already is in the vault with all its blobs: nothing needs to be asked for.
  const announced = pointFingerprint(reading.content, reading.gaps.all)
  if (expected === undefined || expected.pointer.fingerprint !== announced) {
    return keep(ports, header, reading, expected)
  }
  const { manifest, id } = expected.pointer
  const outcome = { type: 'unchanged', resource: header.resource, manifest, id } as const
  return { outcome, fingerprint: announced, isProvisional: reading.gaps.all.some(isTransient) }
}

async function keep(
  ports: KeepPorts,
  header: Header,
  reading: Reading,
  expected: PointerState | undefined,
): Promise<Capture> {
  const { resource } = header
  const { content, ...bytes } = await storeBlobs(ports, resource.name, reading)
  const gaps = [...reading.gaps.all]
  const fingerprint = pointFingerprint(content, gaps)
  const blobs = [...blobsOf(content)]
  const point = { ...header, fingerprint, content, observed: reading.observed, blobs, gaps }
  const { state, manifest, id } = await commitPoint(ports.vault, point, expected)
  const found = { fingerprint, isProvisional: gaps.some(isTransient) }
  if (state === 'unchanged') return { outcome: { type: state, resource, manifest, id }, ...found }
  ports.log.info('captured', { resource: resourcePath(resource), id, gaps: gaps.length, ...bytes })
  return { outcome: { type: state, resource, manifest, id, gaps, ...bytes }, ...found }
}

/** A function that has no recovery point leaves nothing to mark. */
async function bury(ports: KeepPorts, header: Header, expected: PointerState | undefined): Promise<Capture> {
  const { resource } = header
  if (expected === undefined) return { outcome: { type: 'deleted', resource }, isProvisional: false }
  const { manifest, state } = await commitTombstone(ports.vault, header, expected)
  if (state === 'captured') ports.log.info('deleted', { resource: resourcePath(resource) })
  return { outcome: { type: 'deleted', resource, manifest }, isProvisional: false }
}
