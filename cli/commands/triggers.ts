import { Command } from 'commander'
import * as z from 'zod'
import { fleetWakes } from '../../shared/map/fleet.ts'
import type { Fleet } from '../../shared/map/fleet.ts'
import { findOrphans } from '../../shared/map/orphans.ts'
import { selectsFunction, selectsWake } from '../../shared/map/selection.ts'
import type { Ending } from '../exit-codes.ts'
import { titleOf } from '../kind-titles.ts'
import { zoneName } from '../options.ts'
import { readFleet } from '../read-fleet.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { orphansText, triggersText } from '../triggers-text.ts'
import { findUnread } from '../unread-triggers.ts'
import type { Unread } from '../unread-triggers.ts'

const TriggersOptions = z.object({
  source: z.string().optional(),
  orphans: z.boolean().default(false),
  zone: z.string().optional(),
})
type TriggersOptions = z.infer<typeof TriggersOptions>

export function triggersCommand(perform: Perform): Command {
  return new Command('triggers')
    .summary('list what wakes the functions')
    .description(
      'Lists what wakes the functions, by their newest recovery points: triggers, event source mappings, associations at the edge. With --orphans what is left over, as far as the vault knows. Asks nothing of AWS.',
    )
    .option('--source <arn>', 'only from this source; with * at the end, from all that begin so')
    .option(
      '--orphans',
      'permissions whose source is gone or does not use them, triggers of functions that are gone, disabled mappings; ends with 3 when there are any',
    )
    .option('--zone <zone>', 'only functions of this zone', zoneName)
    .action((options: unknown) => perform((session) => triggers(session, TriggersOptions.parse(options))))
}

async function triggers(session: Session, options: TriggersOptions): Promise<CommandResult> {
  const vault = session.readVault()
  const fleet = await readFleet(vault, options.zone)
  const unread = findUnread(fleet, options)
  return options.orphans
    ? orphansResult(vault.url, { fleet, unread }, options)
    : wakesResult(vault.url, { fleet, unread }, options)
}

interface Found {
  readonly fleet: Fleet
  readonly unread: Unread
}

function wakesResult(vault: string, { fleet, unread }: Found, options: TriggersOptions): CommandResult {
  const wakes = fleetWakes(fleet)
    .filter((wake) => selectsWake(options, wake))
    .filter(({ source }) => matchesSource(options.source, source))
    .map((wake) => ({ ...wake, title: titleOf(wake.kind) }))
    .toSorted(byPlace)
  return {
    ending: wakes.length === 0 ? 'nothingFound' : 'done',
    json: { vault, triggers: wakes, ...unread },
    text: (style) => triggersText(style, vault, { wakes, unread }),
  }
}

function orphansResult(vault: string, { fleet, unread }: Found, options: TriggersOptions): CommandResult {
  const orphans = findOrphans(fleet)
    .filter((orphan) => selectsWake(options, orphan))
    .filter(({ source }) => matchesSource(options.source, source))
    .toSorted(byPlace)
  const looked = fleet.points.filter(({ resource }) => selectsFunction(options, resource))
  const isClean = orphans.length + unread.unread.length + unread.notCaptured.length === 0
  const ending: Ending = isClean ? 'done' : 'partly'
  return {
    ending: looked.length + orphans.length === 0 ? 'nothingFound' : ending,
    json: { vault, orphans, ...unread },
    text: (style) => orphansText(style, vault, { orphans, unread }),
  }
}

function matchesSource(wanted: string | undefined, source: string): boolean {
  if (wanted === undefined) return true
  return wanted.endsWith('*') ? source.startsWith(wanted.slice(0, -1)) : source === wanted
}

interface Placed {
  readonly function: { readonly zone: string; readonly name: string }
  readonly kind: string
  readonly source: string
}

function byPlace(a: Placed, b: Placed): number {
  return keyOf(a).localeCompare(keyOf(b), 'en')
}

function keyOf({ function: { zone, name }, kind, source }: Placed): string {
  return [zone, name, kind, source].join(' ')
}
