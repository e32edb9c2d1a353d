import type { Caller } from '../../shared/aws/caller.ts'
import { EDGE_REGION, EDGE_ZONE } from '../../shared/model/edge.ts'
import type { RestoreMap, RestoreRequest } from '../../shared/model/restore.ts'
import { parseMap } from '../../shared/restore/parse-map.ts'
import { compactTime } from '../../shared/vault/layout.ts'
import { CommandError } from '../command-error.ts'
import type { Session } from '../session.ts'
import type { RestoreOptions } from './restore-options.ts'
import type { ChosenPoint } from './select-points.ts'

/** What is restored, and who asked. */
export interface Asked {
  readonly points: readonly ChosenPoint[]
  readonly options: RestoreOptions
  readonly caller: Caller
}

/** What the command line asks of the core. @throws SettingInvalidError when the file of --map is not as it should be */
export async function restoreRequest(
  { world }: Session,
  { points, options, caller }: Asked,
): Promise<RestoreRequest> {
  const { toAccount, toRegion, name, parts, onConflict, start, withRole } = options
  const map = options.map === undefined ? {} : parseMap(await world.readFile(options.map), options.map)
  return {
    restoreId: `restore-${compactTime(world.clock.now())}-${world.newId().slice(0, 4)}`,
    points: points.map(({ key }) => key),
    target: {
      ...(toAccount !== undefined && { account: toAccount }),
      ...(toRegion !== undefined && { region: toRegion }),
      ...(name !== undefined && { name }),
    },
    parts,
    onConflict,
    map,
    start,
    withRole,
    ...stagingOf(points, options, map),
    principal: caller.principal,
  }
}

/** A region of the target account where STS can be asked. */
export function firstRegion(points: readonly ChosenPoint[], { toRegion }: RestoreOptions): string {
  const zone = toRegion ?? points[0]?.point.resource.zone ?? EDGE_ZONE
  return zone === EDGE_ZONE ? EDGE_REGION : zone
}

/** A bucket without a region is for every region that is restored into. */
function stagingOf(
  points: readonly ChosenPoint[],
  { stagingBucket, toRegion }: RestoreOptions,
  map: RestoreMap,
): Pick<RestoreRequest, 'stagingBuckets'> {
  if (stagingBucket.length === 0) return {}
  const regions = points.map(
    ({ point: { resource } }) => toRegion ?? map.region?.[resource.zone] ?? resource.zone,
  )
  const buckets = stagingBucket.flatMap(({ region, bucket }) =>
    region === undefined ? regions.map((one) => [one, bucket] as const) : [[region, bucket] as const],
  )
  return { stagingBuckets: Object.fromEntries(buckets) }
}

/**
 * Holds what was asked for against the account that is written to: a wrong profile must not fill another account.
 *
 * @throws CommandError
 */
export function checkAccount(points: readonly ChosenPoint[], options: RestoreOptions, account: string): void {
  const { toAccount } = options
  if (toAccount !== undefined && toAccount !== account) {
    throw new CommandError({
      what: `The target is account ${toAccount}, and these credentials are of account ${account}.`,
      advice: 'Name a role of the target account with --role-arn, or a profile with --profile.',
      ending: 'usage',
    })
  }
  const foreign = points.find(({ point }) => point.resource.account !== account)
  if (toAccount !== undefined || foreign === undefined) return
  throw new CommandError({
    what: `${foreign.point.resource.name} is of account ${foreign.point.resource.account}, and these credentials are of account ${account}.`,
    advice: `Say --to-account ${account} if it shall go there, or name a profile with --profile.`,
    ending: 'refused',
  })
}
