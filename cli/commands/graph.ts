import { Command, Option } from 'commander'
import * as z from 'zod'
import { dotText } from '../../shared/map/dot.ts'
import type { FleetMap } from '../../shared/map/fleet-map.ts'
import { mapFleet } from '../../shared/map/fleet-map.ts'
import { mermaidText } from '../../shared/map/mermaid.ts'
import type { Selection } from '../../shared/map/selection.ts'
import { CommandError } from '../command-error.ts'
import { titleOf } from '../kind-titles.ts'
import { zoneName } from '../options.ts'
import { readFleet } from '../read-fleet.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const Format = z.enum(['mermaid', 'dot'])

const GraphOptions = z.object({
  zone: z.string().optional(),
  function: z.string().optional(),
  format: Format.default('mermaid'),
})
type GraphOptions = z.infer<typeof GraphOptions>

const WRITERS: Readonly<Record<z.infer<typeof Format>, (map: FleetMap) => string>> = {
  mermaid: mermaidText,
  dot: dotText,
}

export function graphCommand(perform: Perform): Command {
  return new Command('graph')
    .summary('print the map: sources, functions, what they need')
    .description(
      'Prints the map of the functions by their newest recovery points: what wakes them on the left, what they need on the right, grouped by zone. What is missing is dashed, what could not be told dotted, what is disabled grey.',
    )
    .option('--zone <zone>', 'only functions of this zone', zoneName)
    .option('--function <name>', 'only the function of this name')
    .addOption(
      new Option('--format <format>', 'language of the map').choices(Format.options).default('mermaid'),
    )
    .action((options: unknown) => perform((session) => graph(session, GraphOptions.parse(options))))
}

async function graph(
  session: Session,
  { zone, function: name, format }: GraphOptions,
): Promise<CommandResult> {
  const vault = session.readVault()
  const fleet = await readFleet(vault, zone)
  const map = mapFleet(fleet, { selection: { zone, name }, titleOf })
  if (map.nodes.length === 0) throw nothingToDraw(vault.url, { zone, name })
  const graph = WRITERS[format](map)
  return { ending: 'done', json: { format, graph, ...map }, text: () => graph }
}

function nothingToDraw(url: string, { zone, name }: Selection): CommandError {
  const what = name === undefined ? 'function' : `function ${name}`
  const where = zone === undefined ? '' : ` in zone ${zone}`
  return new CommandError({
    what: `Nothing is there to draw: no ${what}${where} is in ${url}.`,
    advice: '`holdfast list` shows the functions in the vault.',
    ending: 'nothingFound',
  })
}
