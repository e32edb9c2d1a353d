import type { Manifest } from '../../shared/model/manifest.ts'
import { parseFunctionName } from '../../shared/model/function-arn.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { timeText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import type { FoundManifest } from '../find-point.ts'
import { findManifest, readFound } from '../find-point.ts'
import { openVaultStore } from '../find-run.ts'
import { listManifestsOf } from '../manifests-of.ts'
import { requirePast } from '../options.ts'
import type { Session } from '../session.ts'
import type { RestoreOptions } from './restore-options.ts'
import type { ChosenPoint } from './select-points.ts'
import { selectPoints } from './select-points.ts'

/**
 * The recovery points that are to be restored. Of a function that was deleted the last point is taken.
 *
 * @throws CommandError when nothing is meant, or more than one thing
 */
export async function choosePoints(
  session: Session,
  text: string | undefined,
  options: Pick<RestoreOptions, 'point' | 'at' | 'zone' | 'select'>,
): Promise<readonly ChosenPoint[]> {
  const vault = session.readVault()
  const { point, at, zone, select } = options
  requirePast(session.world.clock, at)
  if (text === undefined) return await chooseSet(session, vault, { select, at })
  const found =
    point === undefined
      ? await findManifest(vault, { text, zone, at })
      : await pointOf(vault, { text, zone, point })
  return [await lastPoint(vault, found)]
}

async function chooseSet(
  session: Session,
  vault: Vault,
  { select, at }: Pick<RestoreOptions, 'select' | 'at'>,
): Promise<readonly ChosenPoint[]> {
  const store = await openVaultStore(session)
  const points = await selectPoints({ vault, store }, select, at)
  if (points.length > 0) return points
  const advice =
    at === undefined
      ? 'What was deleted is not among them: say with --at when it was still there.'
      : '`holdfast list --all` shows every recovery point.'
  throw new CommandError({ what: 'Nothing in the vault is selected.', advice, ending: 'nothingFound' })
}

/** One point of one function, by the first digits of its id. */
async function pointOf(
  vault: Vault,
  { text, zone, point }: { readonly text: string; readonly zone: string | undefined; readonly point: string },
): Promise<FoundManifest> {
  const { name = text, account, region = zone } = parseFunctionName(text) ?? {}
  const place = { ...(account !== undefined && { account }), ...(region !== undefined && { zone: region }) }
  const entries = await Array.fromAsync(listManifestsOf(vault, { ...place, name }))
  const [only, another] = entries.filter(({ id }) => id.startsWith(point))
  if (only === undefined) {
    throw new CommandError({
      what: `${text} has no recovery point ${point} in ${vault.url}.`,
      advice: `\`holdfast list --all --function ${name}\` shows those that it has.`,
      ending: 'nothingFound',
    })
  }
  if (another === undefined) return await readFound(vault, only.key)
  throw new CommandError({
    what: `${point} is ambiguous: it begins the ids ${only.id} and ${another.id}.`,
    advice: 'Give more digits, or --zone.',
    ending: 'usage',
  })
}

async function lastPoint(vault: Vault, found: FoundManifest): Promise<ChosenPoint> {
  const begin = found.manifest
  let key: string | null = found.key
  let manifest: Manifest = begin
  while (manifest.type === 'tombstone') {
    key = manifest.previous
    if (key === null) throw neverThere(begin)
    manifest = await vault.readManifest(key)
  }
  return { key, point: manifest }
}

function neverThere({ resource, takenAt }: Manifest): CommandError {
  return new CommandError({
    what: `${resource.name} was deleted by ${timeText(takenAt)}, and has no recovery point from before.`,
    advice: '`holdfast list --all` shows every recovery point.',
    ending: 'nothingFound',
  })
}
