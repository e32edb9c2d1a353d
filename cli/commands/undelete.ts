import { Command } from 'commander'
import * as z from 'zod'
import { undelete } from '../../shared/retention/undelete.ts'
import { countText, timeText } from '../../shared/report/format.ts'
import { findExpired } from '../find-expired.ts'
import { zoneName } from '../options.ts'
import { personOf } from '../person.ts'
import { table } from '../print.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const UndeleteOptions = z.object({
  zone: z.string().optional(),
  reason: z.string().default('taken back after it had expired'),
  by: z.string().optional(),
})
type UndeleteOptions = z.infer<typeof UndeleteOptions>

export function undeleteCommand(perform: Perform): Command {
  return new Command('undelete')
    .summary('take expired recovery points back')
    .description(
      'Takes back recovery points that expired, within the grace period, and holds them: the rules would expire them again.',
    )
    .argument(
      '<function|point>',
      'name of a function, for all of its expired points; or the first four or more digits of the id of one',
    )
    .option('--zone <zone>', 'only look in this zone', zoneName)
    .option('--reason <text>', 'why, for whoever reads it later')
    .option('--by <person>', 'who; default: the caller of AWS, or of a directory the user of the machine')
    .action((text: string, options: unknown) =>
      perform((session) => takeBack(session, text, UndeleteOptions.parse(options))),
    )
}

async function takeBack(session: Session, text: string, options: UndeleteOptions): Promise<CommandResult> {
  const { world } = session
  const ports = { store: world.openStore(session.vaultUrl()), vault: session.vault(), clock: world.clock }
  const found = await findExpired(ports.store, { text, zone: options.zone })
  const request = { by: await personOf(session, options.by), reason: options.reason }
  const points = []
  for (const { place, resource, id, takenAt } of found) {
    const state = await undelete(ports, place, request)
    points.push({ manifest: place.manifest, resource, id, takenAt: takenAt.toISOString(), state })
  }
  const rows = points.map(({ resource, id, takenAt }) => [
    resource.name,
    resource.zone,
    timeText(takenAt),
    id,
  ])
  return {
    ending: 'done',
    json: { points },
    text: (style) =>
      `${table(style, ['NAME', 'ZONE', 'TAKEN', 'POINT'], rows)}\n\n${countText(points.length, 'point')} taken back, and held.`,
  }
}
