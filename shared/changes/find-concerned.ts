import type { Change, SourceChangeReading } from '../model/change.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { isScratch } from '../model/scratch.ts'
import type { Vault } from '../ports/vault.ts'

/** Where functions are looked up by what woke them. */
export type SourceIndex = Pick<Vault, 'functionsOf'>

/** Finds whom a change of a trigger concerns. */
export type FindConcerned = (reading: SourceChangeReading) => Promise<readonly Change[]>

/**
 * Whom changes of one batch concern: the functions that a record names, and those that had a trigger from its sources
 * by the vault's index. Each source is looked up once for all messages of the batch.
 *
 * @throws what Vault throws
 */
export function concernedFinder(vault: SourceIndex, account: string): FindConcerned {
  const asked = new Map<string, Promise<readonly ResourceRef[]>>()
  const functionsOf = (source: string) => {
    const found = asked.get(source) ?? Array.fromAsync(vault.functionsOf(account, source))
    asked.set(source, found)
    return found
  }
  return async ({ event, named, sources }) => {
    const known = (await Promise.all(sources.map(functionsOf))).flat()
    const all = [...named, ...known].filter(({ name }) => !isScratch(name))
    const each = new Map(all.map((resource) => [resourcePath(resource), resource]))
    return [...each.values()].map((resource) => ({ ...event, resource }))
  }
}
