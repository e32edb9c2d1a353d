import { openEncryption } from '../shared/copies/encryption.ts'
import { FallbackStore } from '../shared/copies/fallback-store.ts'
import { parseIdentities } from '../shared/copies/identities.ts'
import { lazyRetentionStore, lazyStore } from '../shared/copies/lazy-store.ts'
import { parseAccessPoint } from '../shared/model/access-point.ts'
import type { ObjectStore } from '../shared/ports/object-store.ts'
import { createVault } from '../shared/vault/vault.ts'
import { printable } from './print.ts'
import type { World } from './world.ts'

/** Gives the secret keys by which encrypted vaults are read; none when no file of them is named. */
export type Identities = () => Promise<readonly string[]>

/** Reads the file of identities once, when it is first needed. @throws SettingInvalidError, CommandError */
export function identitiesOf({ readFile }: Pick<World, 'readFile'>, file: string | undefined): Identities {
  let reading: Promise<readonly string[]> | undefined
  return async () => {
    if (file === undefined) return []
    reading ??= readFile(file).then(parseIdentities)
    return await reading
  }
}

/** A world whose vaults are decrypted where they are encrypted; whatever is not is as it was. */
export function withIdentities(world: World, identities: Identities): World {
  const openRetentionStore: World['openRetentionStore'] = (url) => {
    const store = world.openRetentionStore(url)
    return lazyRetentionStore(store.url, async () => (await openEncryption(store, await identities())).store)
  }
  const { clock, newId } = world
  return {
    ...world,
    openRetentionStore,
    openStore: openRetentionStore,
    openVault: (url, whenMissing, onBegun) =>
      createVault({ store: openRetentionStore(url), clock, newId, whenMissing, onBegun }),
  }
}

/** A vault and a copy of it, and for which region they are read. */
export interface BothPlaces {
  readonly url: string
  readonly copyUrl: string
  /** Where what is read is wanted; without it, where the environment says that the caller is. */
  readonly region?: string | undefined
}

/** The store of a vault, read from its copy where the vault cannot be reached or lacks something. */
export function withCopy(
  world: World,
  { url, copyUrl, region }: BothPlaces,
  tell: (message: string) => void,
): ObjectStore {
  const [first, copy] = [world.openStore(url), world.openStore(copyUrl)]
  const here = region ?? world.env['AWS_REGION'] ?? world.env['AWS_DEFAULT_REGION']
  return lazyStore(first.url, async () => {
    const isCopyNearer = await isNearer(world, [copyUrl, url], here)
    return new FallbackStore({ first, copy, isCopyNearer, tell })
  })
}

/** Says each sentence once, on stderr, however many stores have it to say. */
export function tellOnce({ stderr }: Pick<World, 'stderr'>): (message: string) => void {
  const told = new Set<string>()
  return (message) => {
    if (told.has(message)) return
    told.add(message)
    stderr.write(`${printable(message)}\n`)
  }
}

/** What is on this machine is nearest, then what is in the region where it is wanted. */
async function isNearer(
  { regionOf }: World,
  [one, other]: readonly [string, string],
  here: string | undefined,
): Promise<boolean> {
  const [isLocal, isOtherLocal] = [one, other].map((url) => url.startsWith('file:'))
  if (isLocal === true || isOtherLocal === true) return isOtherLocal !== true
  // S3 chooses the nearest of the buckets behind it.
  const [isPoint, isOtherPoint] = [one, other].map((url) => parseAccessPoint(url) !== undefined)
  if (isPoint === true || isOtherPoint === true) return isOtherPoint !== true
  if (here === undefined) return false
  const [region, otherRegion] = await Promise.all([regionOf(one), regionOf(other)])
  return region === here && otherRegion !== here
}
