import { ManifestInvalidError } from '../errors.ts'
import { Pointer } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { ObjectStore, WriteCondition } from '../ports/object-store.ts'
import type { ManifestFilter, PointerState } from '../ports/vault.ts'
import { decodeDocument, encodeDocument } from './documents.ts'
import { latestKey, latestPrefix, matchesFilter, parseLatestKey } from './layout.ts'

/** Pointers read at the same time while listing. */
const READ_AHEAD = 16

/** The pointer of one resource and the version that a move needs; `undefined` when it has none. */
export async function readLatest(
  store: ObjectStore,
  resource: ResourceRef,
): Promise<PointerState | undefined> {
  const key = latestKey(resource)
  const found = await store.load(key)
  if (found === undefined) return undefined
  const pointer = decodeDocument(Pointer, found.bytes, key)
  if (latestKey(pointer.resource) === key) return { pointer, version: found.version }
  throw new ManifestInvalidError(`${key} holds the pointer of ${resourcePath(pointer.resource)}`, {
    evidence: { key },
  })
}

/** Moves the pointer from the version that it had. @throws PreconditionFailedError when it moved meanwhile */
export async function moveLatest(
  store: ObjectStore,
  pointer: Pointer,
  expected: string | undefined,
): Promise<void> {
  const key = latestKey(pointer.resource)
  const bytes = encodeDocument(Pointer, pointer, key)
  await store.write(key, bytes, { size: bytes.length, condition: expectVersion(expected) })
}

/** Every resource that has a pointer and that `filter` asks for, in order of key. */
export async function* listResources(store: ObjectStore, filter: ManifestFilter): AsyncIterable<ResourceRef> {
  for await (const { key } of store.list(latestPrefix(filter))) {
    const resource = parseLatestKey(key)
    if (resource !== undefined && matchesFilter(resource, filter)) yield resource
  }
}

/** Every pointer that `filter` asks for, in order of key. */
export async function* listLatest(store: ObjectStore, filter: ManifestFilter): AsyncIterable<Pointer> {
  let batch: ResourceRef[] = []
  for await (const resource of listResources(store, filter)) {
    batch.push(resource)
    if (batch.length < READ_AHEAD) continue
    yield* await readAll(store, batch)
    batch = []
  }
  yield* await readAll(store, batch)
}

/** The condition of a write over the version that was read; `undefined`: nothing was there. */
export function expectVersion(expected: string | undefined): WriteCondition {
  return expected === undefined ? 'absent' : { version: expected }
}

async function readAll(store: ObjectStore, resources: readonly ResourceRef[]): Promise<readonly Pointer[]> {
  const states = await Promise.all(resources.map(async (resource) => await readLatest(store, resource)))
  return states.flatMap((state) => (state === undefined ? [] : [state.pointer]))
}
