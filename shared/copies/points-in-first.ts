import type { Vault } from '../ports/vault.ts'

/**
 * A vault that is read with its copy, and whose points are taken in the first place alone. Asked of both, bytes that only
 * the copy has would count as there, and a point would stand in the vault without them.
 *
 * @param read reads from both
 * @param first the vault without its copy; it fails as its store does while that is out of reach
 */
export function takePointsIn(first: Vault, read: Vault): Vault {
  return {
    ...first,
    openBlob: async (sha256) => await read.openBlob(sha256),
    readManifest: async (key) => await read.readManifest(key),
    listManifests: (filter) => read.listManifests(filter),
    listResources: (filter) => read.listResources(filter),
    listLatest: (filter) => read.listLatest(filter),
    functionsOf: (account, arn) => read.functionsOf(account, arn),
  }
}
