import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { parseManifestKey } from '../vault/layout.ts'
import { copyManifest } from './copy-manifest.ts'
import { copyPointer } from './copy-pointers.ts'
import type { Copying } from './copying.ts'
import type { ManifestPlace } from './manifest-places.ts'
import { EXPIRED, POINTS, listManifests } from './manifest-places.ts'
import type { Pair } from './merge-join.ts'
import { mergeJoin } from './merge-join.ts'

/** Manifests of one resource that are copied one after the other. */
const GROUP = 1000

/** Copies every manifest that the copy lacks: resources side by side, the manifests of one in their order. */
export async function copyPoints(copying: Copying): Promise<void> {
  await copyPlace(copying, POINTS)
}

/** The same, for what retention moved aside and can be taken back. */
export async function copyExpired(copying: Copying): Promise<void> {
  await copyPlace(copying, EXPIRED)
}

/** Some of what the copy lacks of one resource; `isAll` when there is no more. */
interface Group {
  readonly resource: ResourceRef
  readonly pairs: readonly Pair[]
  readonly isAll: boolean
}

async function copyPlace(copying: Copying, place: ManifestPlace): Promise<void> {
  let last = { path: '', ended: Promise.resolve() }
  await copying.each(missingByResource(copying, place), async (group) => {
    const path = resourcePath(group.resource)
    const before = path === last.path ? last.ended : Promise.resolve()
    const ended = before.then(() => copyGroup(copying, place, group))
    last = { path, ended }
    await ended
  })
}

async function copyGroup(
  copying: Copying,
  { kind }: ManifestPlace,
  { resource, pairs, isAll }: Group,
): Promise<void> {
  for (const { key, to } of pairs) await copying.attempt(kind, key, () => copyManifest(copying, key, to))
  // At once: what was copied so far can be listed and restored, however long the rest takes.
  if (kind === 'points' && isAll) await copyPointer(copying, resource)
}

/** What the copy lacks, or has in another size, in groups of one resource. */
async function* missingByResource(copying: Copying, place: ManifestPlace): AsyncIterable<Group> {
  let pairs: Pair[] = []
  let current: { readonly resource: ResourceRef; readonly isWanted: boolean } | undefined
  for await (const pair of mergeJoin(listManifests(copying.from, place), listManifests(copying.to, place))) {
    // Where there is nothing to copy nobody else asks.
    if (copying.isStopped) return
    if (pair.from === undefined) continue
    const resource = resourceOf(place, pair.key)
    const isNext = current === undefined || resourcePath(resource) !== resourcePath(current.resource)
    if (current !== undefined && pairs.length > 0 && (isNext || pairs.length === GROUP)) {
      yield { resource: current.resource, pairs, isAll: isNext }
      pairs = []
    }
    if (isNext) current = { resource, isWanted: await copying.isWanted(resource) }
    if (current?.isWanted !== true) continue
    if (pair.to?.size === pair.from.size) copying.count(place.kind, 'present')
    else pairs.push(pair)
  }
  if (current !== undefined && pairs.length > 0) yield { resource: current.resource, pairs, isAll: true }
}

function resourceOf({ manifestOf }: ManifestPlace, key: string): ResourceRef {
  const parsed = parseManifestKey(manifestOf(key) ?? '')
  if (parsed === undefined) throw new RangeError(`${key} is no manifest's key`)
  return parsed.resource
}
