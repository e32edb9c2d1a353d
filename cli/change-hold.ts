import { Option } from 'commander'
import * as z from 'zod'
import { VaultUnavailableError } from '../shared/errors.ts'
import type { Manifest } from '../shared/model/manifest.ts'
import type { HoldRequest, StandingPorts } from '../shared/retention/holds.ts'
import { secondsText } from '../shared/report/format.ts'
import { CommandError } from './command-error.ts'
import type { FoundManifest, PointQuery } from './find-point.ts'
import { findManifest } from './find-point.ts'
import { zoneName } from './options.ts'
import { personOf } from './person.ts'
import { printable } from './print.ts'
import type { CommandResult, Session } from './session.ts'

export const HoldOptions = z.object({
  reason: z.string(),
  by: z.string().optional(),
  zone: z.string().optional(),
})
export type HoldOptions = z.infer<typeof HoldOptions>

/** What the changes of a hold have in common. */
export const holdOptions: readonly Option[] = [
  new Option('--reason <text>', 'why, for whoever reads it later').makeOptionMandatory(),
  new Option('--by <person>', 'who; default: the caller of AWS, or of a directory the user of the machine'),
  new Option('--zone <zone>', 'only look in this zone').argParser(zoneName),
]

/**
 * Changes the hold of the point that a text means, and says what came of it.
 *
 * @param change `expired` when the point does not stand any more
 * @throws CommandError
 */
export async function changeHold(
  session: Session,
  { text, options }: { readonly text: string; readonly options: HoldOptions },
  change: (ports: StandingPorts, request: HoldRequest) => Promise<string>,
): Promise<CommandResult> {
  const { world } = session
  const { key, manifest } = await findHeld(session, { text, zone: options.zone })
  const by = await personOf(session, options.by)
  const onWait = (ms: number) => {
    const words = `Retention may be letting ${manifest.id} expire at this moment: looking again in ${secondsText(Math.ceil(ms / 1000))}.`
    world.stderr.write(`${printable(words)}\n`)
  }
  const ports = { store: world.openStore(session.vaultUrl()), clock: world.clock, onWait }
  const state = await change(ports, { manifest: key, by, reason: options.reason })
  const { id, resource } = manifest
  if (state === 'expired') throw expiredMeanwhile(manifest)
  return {
    ending: 'done',
    json: { manifest: key, id, state, by },
    text: () => printable(`${state}: ${id} of ${resource.name} in ${resource.zone}`),
  }
}

/** Only in the vault itself: a hold of a copy keeps nothing in the vault. */
async function findHeld(session: Session, query: PointQuery): Promise<FoundManifest> {
  try {
    return await findManifest(session.vault(), query)
  } catch (error) {
    if (!(error instanceof VaultUnavailableError)) throw error
    const { copyUrl = '<address>' } = session
    throw new CommandError(
      {
        what: error.message,
        advice: `Check the address given with --vault. A hold stands in the vault itself: while that is gone, points are held in a copy that is named as the vault, with --vault ${copyUrl}.`,
        ending: 'failed',
      },
      { cause: error },
    )
  }
}

function expiredMeanwhile({ id, resource }: Manifest): CommandError {
  return new CommandError({
    what: `Point ${id} of ${resource.name} in ${resource.zone} expired while it was being held. It is held, and is not removed for good.`,
    advice: `\`holdfast undelete ${id}\` takes it back.`,
    ending: 'refused',
  })
}
