import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { DownloadCorruptError, NotFoundError, PreconditionFailedError } from '../../shared/errors.ts'
import type { ObjectLock, ObjectStat, RetentionStore, WriteOptions } from '../../shared/ports/object-store.ts'

interface Held {
  readonly bytes: Uint8Array
  readonly version: string
  readonly modifiedAt: Date
  /** See fake-locks.ts. */
  readonly lock?: ObjectLock
}

/** A store in memory: the shortest thing that passes test/contracts/object-store.ts. */
export interface MemoryStore extends RetentionStore {
  /** What it holds, by key, for a test to look at and to damage. */
  readonly objects: Map<string, Held>
}

/** @param now what objects are dated by; without it each write is a second later than the one before */
export function createMemoryStore(now?: () => Date): MemoryStore {
  const objects = new Map<string, Held>()
  let writes = 0

  const statOf = (key: string): ObjectStat | undefined => {
    const held = objects.get(key)
    return held && { key, size: held.bytes.length, version: held.version, modifiedAt: held.modifiedAt }
  }

  return {
    url: 'memory:',
    objects,
    read: async (key) => {
      const held = objects.get(key)
      if (held === undefined) throw new NotFoundError(`memory: has no ${key}`, { evidence: { key } })
      return Readable.from([Buffer.from(held.bytes)], { objectMode: false })
    },
    load: async (key) => {
      const held = objects.get(key)
      return held && { bytes: held.bytes, version: held.version }
    },
    stat: async (key) => statOf(key),
    write: async (key, body, options) => {
      const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body)
      refuseOtherBytes(key, bytes, options)
      // From here on nothing is awaited: the condition and the write are one step.
      refuseOtherVersion(key, objects.get(key)?.version, options)
      writes += 1
      const modifiedAt = now?.() ?? new Date(writes * 1000)
      objects.set(key, {
        bytes,
        version: `w${writes}`,
        modifiedAt,
        ...(options.lock && { lock: options.lock }),
      })
      return statOf(key)!
    },
    remove: async (key, version) => {
      const held = objects.get(key)
      if (held === undefined) return
      refuseOtherVersion(key, held.version, { condition: { version } })
      objects.delete(key)
    },
    list: async function* (prefix, after = '') {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
      for (const key of keys) {
        const stat = statOf(key)
        if (stat !== undefined) yield stat
      }
    },
  }
}

function refuseOtherBytes(key: string, bytes: Uint8Array, { size, sha256 }: WriteOptions): void {
  const found = createHash('sha256').update(bytes).digest('hex')
  if (bytes.length === size && found === (sha256 ?? found)) return
  throw new DownloadCorruptError(`The bytes for ${key} are not what was announced`, { evidence: { key } })
}

function refuseOtherVersion(
  key: string,
  version: string | undefined,
  { condition }: Pick<WriteOptions, 'condition'>,
): void {
  const expected = condition === 'absent' ? undefined : condition.version
  if (version === expected) return
  throw new PreconditionFailedError(`${key} is not what the writer expected`, { evidence: { key } })
}
