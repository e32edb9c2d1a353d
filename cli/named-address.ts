import { SettingInvalidError } from '../shared/errors.ts'
import { addressMistake } from '../shared/model/vault-address.ts'
import type { World } from './world.ts'

/** Options and variables that name a vault or a copy, with what they say. */
export type NamedAddresses = Readonly<Record<string, string | undefined>>

/** A world that says which option or variable it was, when an address is none. */
export function withNamedAddresses(world: World, names: NamedAddresses): World {
  const named =
    <Rest extends unknown[], T>(open: (url: string, ...rest: Rest) => T) =>
    (url: string, ...rest: Rest): T => {
      try {
        return open(url, ...rest)
      } catch (error) {
        throw nameIn(
          error,
          Object.keys(names).find((name) => names[name] === url),
        )
      }
    }
  return {
    ...world,
    openVault: named(world.openVault),
    openStore: named(world.openStore),
    openRetentionStore: named(world.openRetentionStore),
    openLocks: named(world.openLocks),
  }
}

function nameIn(error: unknown, name: string | undefined): unknown {
  if (!(error instanceof SettingInvalidError) || name === undefined) return error
  const { why } = error.evidence
  return why === undefined
    ? error
    : new SettingInvalidError(addressMistake(name, String(why)), { cause: error })
}
