import { parseIdentities } from '../shared/copies/age.ts'
import { openEncryption } from '../shared/copies/encryption.ts'
import { FallbackStore } from '../shared/copies/fallback-store.ts'
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
    openVault: (url, whenMissing) =>
      createVault({ store: openRetentionStore(url), clock, newId, whenMissing }),
  }
}

/** The store of a vault, read from its copy where the vault cannot be reached or lacks something. */
export function withCopy(world: World, url: string, copyUrl: string): ObjectStore {
  const [first, copy] = [world.openStore(url), world.openStore(copyUrl)]
  const tell = (message: string) => void world.stderr.write(`${printable(message)}\n`)
  return lazyStore(first.url, async () => {
    const isCopyNearer = await isNearer(world, copyUrl, url)
    return new FallbackStore({ first, copy, isCopyNearer, tell })
  })
}

/** What is on this machine is nearest, then what is in the region that the environment names. */
async function isNearer({ env, regionOf }: World, one: string, other: string): Promise<boolean> {
  const [isLocal, isOtherLocal] = [one, other].map((url) => url.startsWith('file:'))
  if (isLocal === true || isOtherLocal === true) return isOtherLocal !== true
  // S3 chooses the nearest of the buckets behind it.
  const [isPoint, isOtherPoint] = [one, other].map((url) => parseAccessPoint(url) !== undefined)
  if (isPoint === true || isOtherPoint === true) return isOtherPoint !== true
  const here = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  if (here === undefined) return false
  const [region, otherRegion] = await Promise.all([regionOf(one), regionOf(other)])
  return region === here && otherRegion !== here
}
