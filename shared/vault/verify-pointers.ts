import { ManifestInvalidError, NotFoundError, VaultFormatError } from '../errors.ts'
import type { Pointer } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { readManifest } from './manifests.ts'
import { readLatest } from './pointers.ts'
import { linkOf } from './verify-manifests.ts'
import type { Link, Survey } from './verify-survey.ts'

/** Keys of the manifests that name a key as their predecessor; those of a first manifest are under `null`. */
type Successors = ReadonlyMap<string | null, readonly string[]>

/**
 * Every resource's pointer: does it parse, does it name a manifest and agree with it, is that the newest of its
 * chain? Pointers are read after the manifests, so a writer at work never makes one look as if it were behind.
 */
export async function checkPointers(survey: Survey): Promise<void> {
  const chains = successorsByResource(survey)
  await survey.each('pointers', survey.resources, async ([key, resource]) => {
    const successors = chains.get(resourcePath(resource)) ?? new Map<string | null, readonly string[]>()
    const pointer = await readOrReport(survey, key, resource)
    if (pointer === 'invalid') return
    if (pointer !== undefined) await checkTarget(survey, key, pointer)
    checkPlace(survey, { key, pointer, successors })
  })
}

async function readOrReport(
  survey: Survey,
  key: string,
  resource: ResourceRef,
): Promise<Pointer | undefined | 'invalid'> {
  try {
    const state = await readLatest(survey.store, resource)
    if (state !== undefined) survey.pointers += 1
    return state?.pointer
  } catch (error) {
    if (error instanceof ManifestInvalidError || error instanceof VaultFormatError)
      survey.report('pointer-invalid', key, error.message)
    else survey.reportDenied(error, key)
    return 'invalid'
  }
}

async function checkTarget(survey: Survey, key: string, pointer: Pointer): Promise<void> {
  const link = survey.links.get(pointer.manifest) ?? (await readLate(survey, pointer.manifest))
  if (link === undefined) {
    survey.report('pointer-to-nothing', key, `it names ${pointer.manifest}, which is not there`)
  } else if (link !== 'invalid' && !agree(pointer, link)) {
    survey.report('pointer-altered', key, `it does not agree with ${pointer.manifest}`)
  }
}

/** A manifest that was not there when the stock was taken, or that could not be read and is on record. */
async function readLate(survey: Survey, key: string): Promise<Link | undefined | 'invalid'> {
  if (survey.manifestKeys.has(key)) return 'invalid'
  try {
    const link = linkOf(await readManifest(survey.store, key))
    survey.links.set(key, link)
    return link
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    if (error instanceof ManifestInvalidError) survey.report('manifest-invalid', key, error.message, [key])
    else survey.reportDenied(error, key, [key])
    return 'invalid'
  }
}

function agree(pointer: Pointer, link: Link): boolean {
  return (
    pointer.id === link.id &&
    pointer.type === link.type &&
    pointer.takenAt === link.takenAt &&
    pointer.fingerprint === link.fingerprint &&
    resourcePath(pointer.resource) === resourcePath(link.resource)
  )
}

interface Place {
  readonly key: string
  readonly pointer: Pointer | undefined
  readonly successors: Successors
}

/**
 * A writer builds on the manifest that the pointer names, then moves the pointer. So one manifest beyond the
 * pointer is a writer that was interrupted or lost its race; two in a row prove that the pointer was there once.
 */
function checkPlace(survey: Survey, { key, pointer, successors }: Place): void {
  if (pointer === undefined && hasExpiredBeginning(survey, successors)) {
    survey.report('pointer-missing', key, 'manifests follow one that was expired, so there was a pointer')
    return
  }
  const beyond = successors.get(pointer?.manifest ?? null) ?? []
  const farther = beyond.flatMap((manifest) => successors.get(manifest) ?? [])
  if (farther.length > 0) {
    const kind = pointer === undefined ? 'pointer-missing' : 'pointer-behind'
    survey.report(kind, key, `the chain of manifests goes on to ${farther.join(' and ')}`)
    return
  }
  const chain = chainFrom(survey, pointer?.manifest ?? null)
  const unlinked = [...successors.values()].flat().filter((manifest) => chain?.has(manifest) === false)
  for (const manifest of unlinked) {
    const message = `${manifest} is whole but not in the chain: its writer was interrupted or lost a race`
    survey.notices.push({ kind: 'unlinked-point', key: manifest, message })
  }
}

/** Whether manifests name only predecessors that are not there: the first of the chain was expired. */
function hasExpiredBeginning({ links }: Survey, successors: Successors): boolean {
  const named = [...successors.keys()]
  return named.length > 0 && named.every((previous) => previous !== null && !links.has(previous))
}

/** The manifests from one back to the first; `undefined` when the chain is broken. */
function chainFrom(survey: Survey, newest: string | null): ReadonlySet<string> | undefined {
  const chain = new Set<string>()
  for (let key = newest; key !== null && !chain.has(key);) {
    const link = survey.links.get(key)
    if (link === undefined) return undefined
    chain.add(key)
    key = link.previous
  }
  return chain
}

function successorsByResource(survey: Survey): ReadonlyMap<string, Successors> {
  const chains = new Map<string, Map<string | null, string[]>>()
  for (const [key, { resource, previous }] of survey.links) {
    const path = resourcePath(resource)
    const successors = chains.get(path) ?? new Map<string | null, string[]>()
    chains.set(path, successors)
    const beside = successors.get(previous)
    if (beside === undefined) successors.set(previous, [key])
    else beside.push(key)
  }
  return chains
}
