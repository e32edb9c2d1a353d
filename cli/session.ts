import * as z from 'zod'
import type { Command } from 'commander'
import type { Log, Vault } from '../shared/ports.ts'
import { CommandError } from './command-error.ts'
import type { Ending } from './exit-codes.ts'
import { commandLog } from './log.ts'
import { makeStyle } from './print.ts'
import type { Style } from './print.ts'
import { startProgress } from './progress.ts'
import type { Progress } from './progress.ts'
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
})
export type GlobalOptions = z.infer<typeof GlobalOptions>

/** One call of one command. */
export interface Session {
  readonly world: World
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
  /** What the core logs; shown with --verbose. */
  readonly log: Log
  /** Shows progress on a terminal, nothing elsewhere. */
  readonly progress: (label: string) => Progress
}

/** Runs the work of a command and prints what comes of it; commands hand their action to it. */
export type Perform = (work: (session: Session) => Promise<CommandResult>) => Promise<void>

/** A command of `holdfast`: built once per call, given what performs it. */
export type CommandFactory = (perform: Perform) => Command

export function openSession(world: World, options: GlobalOptions): Session {
  const namedVault = () => options.vault ?? world.env['HOLDFAST_VAULT']
  const vaultUrl = () => requireVaultUrl(namedVault())
  return {
    world,
    isJson: options.json,
    color: options.color,
    vaultUrl,
    namedVault,
    vault: (whenMissing = 'fail') => world.openVault(vaultUrl(), whenMissing),
    log: commandLog(world.stderr, options.verbose),
    progress: (label) => startProgress(world.stderr, label),
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
