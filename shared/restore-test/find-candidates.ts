import pLimit from 'p-limit'
import type { Pointer } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import { resourcePath } from '../model/resource.ts'
import { parseTestedKey, testedPrefix } from '../vault/test-layout.ts'
import type { Candidate } from './choose-tests.ts'
import type { ChoosePorts } from './test-ports.ts'

/** A tag that a function has or has not. */
export interface Tag {
  readonly key: string
  readonly value: string
}

/** Manifests that are read at the same time. */
const READERS = 16

/** Every function of the account that is there as far as the vault knows, by its newest pointer. */
export async function livingFunctions({ vault, account }: ChoosePorts): Promise<readonly Pointer[]> {
  const pointers = await Array.fromAsync(vault.listLatest({ account }))
  return pointers.filter(({ type, resource }) => type === 'point' && resource.kind === 'function')
}

/**
 * What is known of each function for the choice of tests. Manifests are read only when there is a tag to look for.
 *
 * @param tag marks the functions of production
 */
export async function findCandidates(
  ports: ChoosePorts,
  pointers: readonly Pointer[],
  tag: Tag | undefined,
): Promise<readonly Candidate[]> {
  const tested = await readTested(ports)
  const production = tag === undefined ? new Set<string>() : await withTag(ports, pointers, tag)
  return pointers.map(({ resource }) => {
    const path = resourcePath(resource)
    return { resource, testedAt: tested.get(path), isProduction: production.has(path) }
  })
}

/** When each resource was tested last, by when its verdict was written: told by the keys alone. */
async function readTested({ store, account }: ChoosePorts): Promise<ReadonlyMap<string, Date>> {
  const tested = new Map<string, Date>()
  for await (const { key, modifiedAt } of store.list(testedPrefix(account))) {
    const resource = parseTestedKey(key)
    if (resource !== undefined) tested.set(resourcePath(resource), modifiedAt)
  }
  return tested
}

async function withTag(
  { vault }: ChoosePorts,
  pointers: readonly Pointer[],
  { key, value }: Tag,
): Promise<ReadonlySet<string>> {
  const marked = await pLimit(READERS).map([...pointers], async ({ manifest, resource }) => {
    const point = await vault.readManifest(manifest)
    return isPointOf('function', point) && point.content.tags?.[key] === value
      ? resourcePath(resource)
      : undefined
  })
  return new Set(marked.filter((path) => path !== undefined))
}
