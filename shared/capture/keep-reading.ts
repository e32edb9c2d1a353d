import type { Log } from '../ports/runtime.ts'
import type { PointerState, Vault } from '../ports/vault.ts'
import { blobsOf } from '../vault/blobs-of.ts'
import { pointFingerprint } from '../vault/fingerprint.ts'
import type { Capture, Header } from './keep-point.ts'
import { buryResource, keepPoint, keepUnchanged } from './keep-point.ts'
import type { Known } from './known.ts'
import { noteSources } from './note-sources.ts'
import type { Reading } from './reading.ts'
import { storeBlobs } from './store-blobs.ts'
import type { CodePorts } from './store-code.ts'

/** What is touched when a reading is kept. */
export interface KeepPorts extends CodePorts {
  readonly vault: Vault
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** A function as it was read, and where its chain of points stood before. */
export interface Begun {
  readonly header: Header<'function'>
  readonly reading: Reading | 'gone'
  readonly expected: PointerState | undefined
  readonly known: Pick<Known, 'sources'>
}

/**
 * Makes a recovery point of a reading, unless the newest one says the same; a tombstone of a function that is gone.
 *
 * @throws PreconditionFailedError, FunctionChangingError when the reading is not of the newest state any more
 */
export async function keepReading(ports: KeepPorts, begun: Begun): Promise<Capture> {
  const { header, reading, expected } = begun
  if (reading === 'gone') return buryResource(ports, header, expected)
  return { ...(await keepUnlessKnown(ports, begun, reading)), plan: reading.plan }
}

async function keepUnlessKnown(ports: KeepPorts, begun: Begun, reading: Reading): Promise<Capture> {
  const { header, expected } = begun
  // What the newest point says already is in the vault with all its blobs: nothing needs to be asked for.
  const announced = pointFingerprint(reading.content, reading.gaps.all)
  if (expected === undefined || expected.pointer.fingerprint !== announced) {
    return keep(ports, begun, reading)
  }
  const again = { resource: header.resource, fingerprint: announced, gaps: reading.gaps.all }
  return keepUnchanged(ports.vault, again, expected.pointer)
}

async function keep(
  ports: KeepPorts,
  { header, expected, known }: Begun,
  reading: Reading,
): Promise<Capture> {
  const { content, ...bytes } = await storeBlobs(ports, header.resource.name, reading)
  await noteSources(ports.vault, header.resource, content, await known.sources())
  const gaps = [...reading.gaps.all]
  const fingerprint = pointFingerprint(content, gaps)
  const blobs = [...blobsOf(content)]
  const point = { ...header, fingerprint, content, observed: reading.observed, blobs, gaps }
  return keepPoint(ports, point, expected, bytes)
}
