import * as z from 'zod'
import type { Command } from 'commander'
import { shellWord } from '../shared/model/shell-word.ts'
import type { ObjectStore } from '../shared/ports/object-store.ts'
import type { Log } from '../shared/ports/runtime.ts'
import type { Vault } from '../shared/ports/vault.ts'
import type { BegunVault } from '../shared/vault/gate.ts'
import { createVault } from '../shared/vault/vault.ts'
import { CommandError } from './command-error.ts'
import type { Ending } from './exit-codes.ts'
import { commandLog } from './log.ts'
import { withNamedAddresses } from './named-address.ts'
import { makeStyle, printable } from './print.ts'
import type { Style } from './print.ts'
import { startProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import type { Identities } from './vault-access.ts'
import { identitiesOf, tellOnce, withCopy, withIdentities } from './vault-access.ts'
import type { World } from './world.ts'

/** What a command gives back; printed once, either way. */
export interface CommandResult {
  readonly ending: Ending
  /** For programs: the members of the one object that --json prints. */
  readonly json: Readonly<Record<string, unknown>>
  /** For people. */
  readonly text: (style: Style) => string
}

/** What the options before and after every command say. */
export const GlobalOptions = z.object({
  vault: z.string().optional(),
  json: z.boolean().default(false),
  color: z.boolean().default(true),
  verbose: z.boolean().default(false),
  profile: z.string().optional(),
  copy: z.string().optional(),
  accelerate: z.boolean().default(false),
  identity: z.string().optional(),
})
export type GlobalOptions = z.infer<typeof GlobalOptions>

/** One call of one command. */
export interface Session {
  /** Its vaults are decrypted, if an identity is named. */
  readonly world: World
  /** The world without that: for whoever has to know whether a vault is encrypted. */
  readonly plainWorld: World
  readonly identities: Identities
  /** Address of a copy, as the command line names it; for reading, HOLDFAST_COPY counts as well. */
  readonly namedCopy: string | undefined
  /** Address of the copy that commands read from; `undefined` when none is named. */
  readonly copyUrl: string | undefined
  /** Whether one JSON object is all that stdout gets. */
  readonly isJson: boolean
  /** Whether colours are wanted where they can be shown. */
  readonly color: boolean
  /** Address of the vault. @throws CommandError when none is named */
  readonly vaultUrl: () => string
  /** The same, for a command that can do without; `undefined` when none is named. */
  readonly namedVault: () => string | undefined
  /** The vault; unless it is to be created it must exist. @throws CommandError, SettingInvalidError */
  readonly vault: (whenMissing?: 'create' | 'fail') => Vault
  /** The objects of the vault for a command that reads: of a copy, too, where one is named. @throws CommandError */
  readonly readStore: () => ObjectStore
  /** The vault for such a command. */
  readonly readVault: () => Vault
  /** The same session, for work in a region: of vault and copy it reads the one that is nearer to it. */
  readonly near: (region: string) => Session
  /** The options by which a further call finds the same vault, as they are typed. */
  readonly vaultOptions: () => string
  /** What the core logs; shown with --verbose. */
  readonly log: Log
  /** Shows progress on a terminal, nothing elsewhere. */
  readonly progress: (label: string) => Progress
}

/** Runs the work of a command and prints what comes of it; commands hand their action to it. */
export type Perform = (work: (session: Session) => Promise<CommandResult>) => Promise<void>

/** A command of `holdfast`: built once per call, given what performs it. */
export type CommandFactory = (perform: Perform) => Command

export function openSession(outerWorld: World, options: GlobalOptions): Session {
  const { env } = outerWorld
  const { profile } = options
  const plainWorld = withNamedAddresses(outerWorld, {
    '--vault': options.vault,
    '--copy': options.copy,
    HOLDFAST_VAULT: env['HOLDFAST_VAULT'],
    HOLDFAST_COPY: env['HOLDFAST_COPY'],
  })
  const namedVault = () => options.vault ?? env['HOLDFAST_VAULT']
  const vaultUrl = () => requireVaultUrl(namedVault())
  const identityFile = options.identity ?? env['HOLDFAST_IDENTITY']
  const identities = identitiesOf(plainWorld, identityFile)
  const world = identityFile === undefined ? plainWorld : withIdentities(plainWorld, identities)
  const copyUrl = options.copy ?? env['HOLDFAST_COPY']
  const readNear = readingNear(world, { vaultUrl, copyUrl })
  const session: Session = {
    world,
    plainWorld,
    identities,
    namedCopy: options.copy,
    copyUrl,
    isJson: options.json,
    color: options.color,
    vaultUrl,
    namedVault,
    vault: (whenMissing = 'fail') => world.openVault(vaultUrl(), whenMissing, tellBegun(world.stderr)),
    ...readNear(undefined),
    near: (region) => ({ ...session, ...readNear(region) }),
    vaultOptions: () => optionsText({ vault: vaultUrl(), copy: copyUrl, identity: identityFile, profile }),
    log: commandLog(world.stderr, options.verbose),
    progress: (label) => startProgress(world.stderr, label),
  }
  return session
}

/** Without what is not given. */
function optionsText(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`]))
    .join(' ')
}

/** Both are of one store for each region, and people are told once that a copy is read. */
function readingNear(
  world: World,
  { vaultUrl, copyUrl }: { readonly vaultUrl: () => string; readonly copyUrl: string | undefined },
): (region: string | undefined) => Pick<Session, 'readStore' | 'readVault'> {
  if (copyUrl === undefined) {
    return () => ({
      readStore: () => world.openStore(vaultUrl()),
      readVault: () => world.openVault(vaultUrl(), 'fail'),
    })
  }
  const { clock, newId } = world
  const tell = tellOnce(world)
  return (region) => {
    let store: ObjectStore | undefined
    const readStore = () => (store ??= withCopy(world, { url: vaultUrl(), copyUrl, region }, tell))
    return {
      readStore,
      readVault: () => createVault({ store: readStore(), clock, newId, whenMissing: 'fail' }),
    }
  }
}

/** A vault is begun once: whoever reads it later has mistyped the address. */
function tellBegun(stderr: World['stderr']): (begun: BegunVault) => void {
  return ({ url, isAmongOthers }) => {
    stderr.write(printable(`A new vault was begun at ${url}.\n`))
    if (isAmongOthers)
      stderr.write(printable(`Warning: other things are there too. Is ${url} the address that was meant?\n`))
  }
}

/** The style of what goes to stdout: colours only for a terminal, and never against NO_COLOR (no-color.org). */
export function chooseStyle(world: World, color: boolean): Style {
  const wanted = color && (world.env['NO_COLOR'] ?? '') === ''
  return makeStyle(wanted && world.stdout.isTTY === true)
}

function requireVaultUrl(url: string | undefined): string {
  if (url !== undefined && url !== '') return url
  throw new CommandError({
    what: 'No vault is named.',
    advice: 'Name one with --vault s3://bucket/prefix or --vault file:///directory, or set HOLDFAST_VAULT.',
    ending: 'usage',
  })
}
