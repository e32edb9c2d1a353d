import { Readable } from 'node:stream'
import type { BlobBytes, Capture, Header, PointPorts } from '../capture/keep-point.ts'
import { keepPoint, keepUnchanged } from '../capture/keep-point.ts'
import type { Before } from '../capture/newest-point.ts'
import type { ResourceKind } from '../model/resource.ts'
import type { Vault } from '../ports/vault.ts'
import type { PreparedPoint } from '../vault/commit.ts'
import { pointFingerprint } from '../vault/fingerprint.ts'
import type { EdgeReading, NamedBytes } from './edge-reading.ts'
import { blobsNamed } from './name-bytes.ts'

/** Kinds of resource that the edge has. */
export type EdgeKind = Exclude<ResourceKind, 'function'>

/** Where blobs and points of the edge go. */
export interface EdgeVault extends PointPorts {
  readonly vault: PointPorts['vault'] & Pick<Vault, 'putBlob'>
}

/**
 * Makes a recovery point of a reading, unless the newest one says the same. Blobs go in before the manifest that
 * names them.
 *
 * @param before the chain as it was before the resource was read
 * @throws PreconditionFailedError when another writer put a different content first
 */
export async function keepEdgeReading(
  ports: EdgeVault,
  header: Header<EdgeKind>,
  reading: EdgeReading,
  before: Before,
): Promise<Capture> {
  const { expected } = before
  const gaps = [...reading.gaps.all]
  const fingerprint = pointFingerprint(reading.content, gaps)
  if (expected?.pointer.fingerprint === fingerprint) {
    return await keepUnchanged(
      ports.vault,
      { resource: header.resource, fingerprint, gaps },
      expected.pointer,
    )
  }
  const bytes = await storeNamed(ports.vault, reading.named)
  const { content, observed } = reading
  const point = { ...header, fingerprint, content, observed, blobs: blobsNamed(reading.named), gaps }
  // The reader of each kind returns that kind's content; the type system cannot follow that through the union.
  return keepPoint(ports, point as PreparedPoint, before, bytes)
}

async function storeNamed(vault: Pick<Vault, 'putBlob'>, named: readonly NamedBytes[]): Promise<BlobBytes> {
  let [bytesStored, bytesDeduplicated] = [0, 0]
  for (const { sha256, size } of blobsNamed(named)) {
    const bytes = named.find(({ blob }) => blob.sha256 === sha256)?.bytes
    const stored = bytes === undefined ? 'present' : await vault.putBlob({ sha256, size }, opening(bytes))
    if (stored === 'stored') bytesStored += size
    else bytesDeduplicated += size
  }
  return { bytesStored, bytesDeduplicated }
}

function opening(bytes: Uint8Array): () => Promise<Readable> {
  return async () => Readable.from([Buffer.from(bytes)], { objectMode: false })
}
