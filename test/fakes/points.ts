import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { BlobRef, FunctionContent, FunctionPoint } from '../../shared/model/manifest.ts'
import { blobsOf } from '../../shared/vault/blobs-of.ts'
import type { PreparedPoint, PreparedTombstone } from '../../shared/vault/commit.ts'
import { pointFingerprint } from '../../shared/vault/fingerprint.ts'

/** A function to make recovery points of. */
export const HELLO: FunctionPoint['resource'] = {
  account: '123456789012',
  zone: 'eu-west-1',
  kind: 'function',
  name: 'hello',
}

const TAKEN_AT = '2026-01-01T10:00:00.000Z'

/** The name of some bytes in a vault. */
export function blobRef(bytes: string | Uint8Array): BlobRef {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
}

/** Opens some bytes as `putBlob` wants them. */
export function opening(text: string): () => Promise<Readable> {
  return async () => Readable.from([Buffer.from(text)], { objectMode: false })
}

/** A recovery point of a function with that description and, if given, that code; not yet in a vault. */
export function preparedPoint(
  description: string,
  {
    resource = HELLO,
    takenAt = TAKEN_AT,
    code,
    tags,
  }: {
    resource?: FunctionPoint['resource']
    takenAt?: string
    code?: BlobRef
    /** Without them they could not be read. */
    tags?: Readonly<Record<string, string>>
  } = {},
): PreparedPoint {
  const content: FunctionContent = {
    configuration: { FunctionName: resource.name, Description: description },
    ...(tags === undefined ? {} : { tags, placement: [] }),
    ...(code === undefined ? {} : { code: { type: 'zip', blob: code } }),
  }
  return {
    resource,
    takenAt,
    cause: { type: 'run', runId: 'run-1' },
    writer: '0.1.0',
    fingerprint: pointFingerprint(content, []),
    content,
    observed: {},
    blobs: [...blobsOf(content)],
    gaps: [],
  }
}

/** The record of a deletion; not yet in a vault. */
export function preparedTombstone({ resource = HELLO, takenAt = TAKEN_AT } = {}): PreparedTombstone {
  return { resource, takenAt, cause: { type: 'person', principal: 'ada' }, writer: '0.1.0' }
}
