import { createHash } from 'node:crypto'
import { NotFoundError } from '../../../shared/errors.ts'
import type { FunctionPoint } from '../../../shared/model/manifest.ts'
import type { ObjectStat, RetentionStore } from '../../../shared/ports/object-store.ts'
import { sweep } from '../../../shared/retention/sweep.ts'
import { blobKey, manifestKey, parseManifestKey } from '../../../shared/vault/layout.ts'

/** Marks in a vault that exists only as it is asked for, each point with a blob of its own, and prints what came of it. */
const [points = 0] = process.argv.slice(2).map(Number)

const NOW = new Date('2026-11-21T12:00:00Z')
const OLD = new Date('2026-01-01T00:00:00Z')
/** Points of one function. */
const EACH = 100

function shaOf(index: number): string {
  return createHash('sha256').update(String(index)).digest('hex')
}

function keyAt(index: number): string {
  const name = `function-${String(Math.floor(index / EACH)).padStart(6, '0')}`
  const takenAt = new Date(OLD.getTime() + (index % EACH) * 3_600_000)
  const id = index.toString(16).padStart(16, '0')
  const resource = { account: '123456789012', zone: 'eu-west-1', kind: 'function', name } as const
  return manifestKey({ resource, takenAt, id })
}

/** A small manifest: what is measured is the set of names, not the reading of JSON. */
function pointAt(key: string): FunctionPoint | undefined {
  const place = parseManifestKey(key)
  if (place?.resource.kind !== 'function') return undefined
  const { resource, id, takenAt } = place
  const content = { configuration: { Runtime: 'nodejs24.x' }, tags: {}, placement: [] }
  return {
    format: 1,
    type: 'point',
    id,
    takenAt: takenAt.toISOString(),
    previous: null,
    cause: { type: 'run', runId: 'bench' },
    writer: 'bench',
    fingerprint: '0'.repeat(64),
    resource: { ...resource, kind: 'function' },
    content,
    observed: {},
    blobs: [{ sha256: shaOf(Number.parseInt(id, 16)), size: 1 }],
    gaps: [],
  }
}

const written = new Map<string, Uint8Array>()
const stat = (key: string): ObjectStat => ({ key, size: 1, version: 'w', modifiedAt: OLD })

const store: RetentionStore = {
  url: 'generated:',
  read: (key) => Promise.reject(new NotFoundError(key)),
  stat: () => Promise.resolve(undefined),
  remove: () => Promise.reject(new Error('marking removes nothing')),
  write(key, body) {
    if (body instanceof Uint8Array) written.set(key, body)
    return Promise.resolve(stat(key))
  },
  async load(key) {
    const point = pointAt(key)
    const bytes = point === undefined ? written.get(key) : Buffer.from(JSON.stringify(point))
    return bytes && { bytes, version: 'w' }
  },
  async *list(prefix) {
    if (prefix === 'points/') yield* stats(points, keyAt)
    // One blob in a thousand is named by nobody.
    if (prefix === 'blobs/') yield* stats(points * 1.001, (index) => blobKey(shaOf(index)))
  },
}

function* stats(count: number, keyOf: (index: number) => string): Iterable<ObjectStat> {
  for (let index = 0; index < count; index += 1) yield stat(keyOf(index))
}

const clock = { now: () => NOW, sleep: () => Promise.resolve() }
const began = performance.now()
const { marked } = await sweep({ store, clock, newId: () => 'bench' }, 86_400_000)
process.stdout.write(JSON.stringify({ marked, seconds: (performance.now() - began) / 1000 }))
