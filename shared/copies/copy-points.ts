import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { parseManifestKey } from '../vault/layout.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { copyManifest } from './copy-manifest.ts'
import type { CopyMark } from './copy-mark.ts'
import { copyPointer } from './copy-pointers.ts'
import type { Copying } from './copying.ts'
import type { ManifestPlace } from './manifest-places.ts'
import { EXPIRED, POINTS, listManifests } from './manifest-places.ts'
import type { Pair } from './merge-join.ts'
import { mergeJoin } from './merge-join.ts'
import { hasTurn } from './weekly-turn.ts'

/** Manifests of one resource that are copied one after the other. */
const GROUP = 1000

/**
 * Copies every manifest that the copy lacks: resources side by side, the manifests of one in their order.
 *
 * @param mark of the last complete copy
 */
export async function copyPoints(copying: Copying, mark: CopyMark | undefined): Promise<void> {
  await copyPlace(copying, POINTS, mark)
}

/** The same, for what retention moved aside and can be taken back. */
export async function copyExpired(copying: Copying, mark: CopyMark | undefined): Promise<void> {
  await copyPlace(copying, EXPIRED, mark)
}

/** Some of what the copy lacks of one resource; `isAll` when there is no more. */
interface Group {
  readonly resource: ResourceRef
  readonly pairs: readonly Pair[]
  readonly isAll: boolean
}

async function copyPlace(copying: Copying, place: ManifestPlace, mark: CopyMark | undefined): Promise<void> {
  let last = { path: '', ended: Promise.resolve() }
  await copying.each(missingByResource(copying, place, mark), async (group) => {
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

/** What the copy lacks, has in another size, or may lack the blobs of, in groups of one resource. */
async function* missingByResource(
  copying: Copying,
  place: ManifestPlace,
  mark: CopyMark | undefined,
): AsyncIterable<Group> {
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
    if (isTrusted(copying, { pair, resource, mark })) copying.count(place.kind, 'present')
    else pairs.push(pair)
  }
  if (current !== undefined && pairs.length > 0) yield { resource: current.resource, pairs, isAll: true }
}

/** A manifest that may stand in the copy, and when the last complete copy was made. */
interface Standing {
  readonly pair: Pair
  readonly resource: ResourceRef
  readonly mark: CopyMark | undefined
}

/**
 * Whether a manifest needs no look because it stands in the copy. Of a whole vault the listings of blobs say whether its
 * blobs do. With a filter they say nothing of what is missing, so it is looked at when the copier that wrote it may have
 * been refused after that, and once a week.
 */
function isTrusted({ options, begunAt }: Copying, { pair: { from, to }, resource, mark }: Standing): boolean {
  if (from === undefined || to?.size !== from.size) return false
  if (options.filter === undefined) return true
  const newSince = (mark === undefined ? begunAt.getTime() : Date.parse(mark.begunAt)) - CLOCK_TOLERANCE
  if (to.modifiedAt.getTime() >= newSince) return false
  return !hasTurn(resource, { after: new Date(mark?.begunAt ?? newSince), until: begunAt })
}

function resourceOf({ manifestOf }: ManifestPlace, key: string): ResourceRef {
  const parsed = parseManifestKey(manifestOf(key) ?? '')
  if (parsed === undefined) throw new RangeError(`${key} is no manifest's key`)
  return parsed.resource
}
