import { Command } from 'commander'
import * as z from 'zod'
import { pathText } from '../../shared/diff/diff-contents.ts'
import type { RecoveryPoint } from '../../shared/model/manifest.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { CommandError } from '../command-error.ts'
import { comparePoints } from '../compare-points.ts'
import type { PointDiff, PointPair } from '../compare-points.ts'
import { diffText } from '../diff-text.ts'
import { findManifest, walkPoints } from '../find-point.ts'
import type { PointQuery } from '../find-point.ts'
import { zoneName } from '../options.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const DiffOptions = z.object({ zone: z.string().optional(), showSecrets: z.boolean().default(false) })
type DiffOptions = z.infer<typeof DiffOptions>

export function diffCommand(perform: Perform): Command {
  return new Command('diff')
    .summary('compare two recovery points')
    .description(
      'Compares two recovery points: settings member by member, the files inside packages, the source of CloudFront functions, the pairs of key value stores.',
    )
    .argument(
      '<point>',
      'first four or more digits of an id; or a function, which stands for its newest point',
    )
    .argument('[point]', 'the other one; without it the two newest points of the function are compared')
    .option('--zone <zone>', 'only look in this zone', zoneName)
    .option(
      '--show-secrets',
      'show environment values, .env files and values of pairs; without it they are ***',
    )
    .action((before: string, after: string | undefined, options: unknown) =>
      perform((session) => diff(session, [before, after], DiffOptions.parse(options))),
    )
}

async function diff(
  session: Session,
  [first, second]: readonly [string, string | undefined],
  options: DiffOptions,
): Promise<CommandResult> {
  const vault = session.readVault()
  const query = (text: string) => ({ text, zone: options.zone })
  const pair =
    second === undefined
      ? await newestTwo(vault, query(first))
      : { before: await readPoint(vault, query(first)), after: await readPoint(vault, query(second)) }
  const result = await comparePoints(vault, pair, {
    scratchFolder: session.world.scratchFolder,
    showSecrets: options.showSecrets,
  })
  return {
    ending: 'done',
    json: { before: nameOf(pair.before), after: nameOf(pair.after), ...toJson(result) },
    text: (style) => diffText(style, pair, result),
  }
}

async function readPoint(vault: Vault, query: PointQuery): Promise<RecoveryPoint> {
  const { manifest } = await findManifest(vault, query)
  if (manifest.type === 'point') return manifest
  throw new CommandError({
    what: `${query.text} is the record that ${manifest.resource.name} was deleted, and holds nothing to compare.`,
    advice: `\`holdfast list --all --function ${manifest.resource.name}\` shows its recovery points.`,
    ending: 'usage',
  })
}

async function newestTwo(vault: Vault, query: PointQuery): Promise<PointPair> {
  const found = await findManifest(vault, query)
  const [after, before] = await walkPoints(vault, found.manifest, 2)
  if (after !== undefined && before !== undefined) return { before, after }
  throw new CommandError({
    what: `There is no recovery point before ${query.text} to compare with.`,
    advice: `\`holdfast list --all --function ${found.manifest.resource.name}\` shows its recovery points.`,
    ending: 'nothingFound',
  })
}

function nameOf({ resource, id, takenAt, gaps }: RecoveryPoint) {
  return { resource, id, takenAt, gaps }
}

function toJson({ changes, ...contents }: PointDiff) {
  const members = changes.map(({ path, ...sides }) => ({ path: pathText(path), ...sides }))
  return { same: changes.length === 0, changes: members, ...contents }
}
