import { PreconditionFailedError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { SourceEntry } from '../model/trigger.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { encodeDocument } from './documents.ts'
import { parseSourceKey, sourceKey, sourcePrefix } from './layout.ts'

/** Enters a function under the ARN of a source; one that is there already stays. */
export async function noteSource(
  store: ObjectStore,
  resource: ResourceRef,
  sourceArn: string,
): Promise<void> {
  const key = sourceKey(resource, sourceArn)
  const entry = { format: FORMAT_VERSION, source: sourceArn, resource } as const
  const bytes = encodeDocument(SourceEntry, entry, key)
  try {
    await store.write(key, bytes, { size: bytes.length, condition: 'absent' })
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
  }
}

/** Every function of an account that was entered under a source, in order of key. */
export async function* functionsOf(
  store: ObjectStore,
  account: string,
  sourceArn: string,
): AsyncIterable<ResourceRef> {
  for await (const { key } of store.list(sourcePrefix(account, sourceArn))) {
    const resource = parseSourceKey(key)
    if (resource !== undefined) yield resource
  }
}
