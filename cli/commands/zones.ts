import { Command, Option } from 'commander'
import * as z from 'zod'
import type { ListedZone } from '../../shared/ports/vault.ts'
import type { Discovery } from '../../shared/zones/compare-zones.ts'
import { EDGE_ZONE } from '../../shared/model/edge.ts'
import { compareZones } from '../../shared/zones/compare-zones.ts'
import type { ZoneEnrolment } from '../../shared/zones/enrol.ts'
import { enrolZones, retireZones } from '../../shared/zones/enrol.ts'
import { hubOf } from '../../shared/zones/forwarding.ts'
import { readForwarding } from '../../shared/zones/read-forwarding.ts'
import { zoneFailure } from '../../shared/zones/zone-failure.ts'
import type { ZoneFilter } from '../../shared/zones/zone-filter.ts'
import { deployedFilter } from '../../shared/zones/zone-filter.ts'
import { zoneOverview } from '../../shared/zones/zone-overview.ts'
import { CommandError } from '../command-error.ts'
import type { Deployment } from '../deployment.ts'
import { deploymentOptions, findDeployment, partitionOf, requireStack } from '../deployment.ts'
import { severalOf, zoneName } from '../options.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { zonesText } from '../zones-text.ts'

const ZonesOptions = z.object({
  zone: z.array(z.string()).default([]),
  exclude: z.array(z.string()).default([]),
  enrol: z.boolean().default(false),
  retire: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  stack: z.string().optional(),
  hub: z.string().optional(),
})
type ZonesOptions = z.infer<typeof ZonesOptions>

export function zonesCommand(perform: Perform): Command {
  const command = new Command('zones')
    .summary('show the zones, and how their changes reach the hub')
    .description(
      'Shows the regions that the account has enabled and the edge: whether their changes reach the hub, and when a run listed them last. Runs enrol every zone by themselves.',
    )
    .option('--zone <zone>', 'only this zone; may be given several times', severalOf(zoneName))
    .option('--exclude <zone>', 'not this zone; may be given several times', severalOf(zoneName))
    .option('--enrol', 'make and heal the forwarding rules')
    .addOption(
      new Option(
        '--retire',
        'remove every forwarding rule of the deployment, even if that is gone',
      ).conflicts('enrol'),
    )
    .option('--dry-run', 'of --enrol and --retire: only say what would be done')
  for (const option of deploymentOptions()) command.addOption(option)
  return command.action((options: unknown) =>
    perform((session) => zones(session, ZonesOptions.parse(options))),
  )
}

async function zones(session: Session, options: ZonesOptions): Promise<CommandResult> {
  const deployment = await findDeployment(session.world, options)
  const enabled = await session.world.zones.openRegions(deployment.hub).listEnabled()
  const { listed, problem } = await readListed(session, deployment, options)
  const seen = (listed ?? []).map(({ zone }) => zone)
  const discovery = compareZones(enabled, seen, filterOf(deployment, options))
  if (options.zone.length > 0) refuseUnknown(discovery)
  const enrolments = await decide(session, deployment, { options, discovery })
  const carriedOut = (options.enrol || options.retire) && !options.dryRun
  const overview = zoneOverview({ discovery, listed, enrolments, hubRegion: deployment.hub, carriedOut })
  const { vanishedZones: vanished } = discovery
  const deployed = deployment.stack !== undefined
  const facts = { stack: deployment.name, hub: deployment.hub, deployed, vaultProblem: problem ?? null }
  return {
    ending: overview.some(({ state }) => state === 'failed' || state === 'refused') ? 'partly' : 'done',
    json: { ...facts, carriedOut, zones: overview, vanished, enrolments },
    text: (style) => zonesText(style, { ...facts, zones: overview, vanished }),
  }
}

/** What is asked for, or else what the deployment's runs look at; rules are retired wherever they are. */
function filterOf({ stack }: Deployment, { zone, exclude, retire }: ZonesOptions): ZoneFilter {
  const isAsked = retire || zone.length > 0 || exclude.length > 0
  return isAsked ? { zones: zone, exclude } : deployedFilter(stack?.parameters ?? {})
}

/**
 * What the vault says, without a vault named that of the deployment. The zones can be shown without it, so its
 * failure is told beside them.
 */
async function readListed(
  session: Session,
  { stack, caller }: Deployment,
  { retire }: ZonesOptions,
): Promise<{ readonly listed?: readonly ListedZone[]; readonly problem?: string }> {
  const url = session.namedVault() ?? stack?.outputs['VaultUrl']
  if (url === undefined || retire) return {}
  try {
    const vault = session.world.openVault(url, 'fail')
    return { listed: await Array.fromAsync(vault.listInventories(caller.account)) }
  } catch (error) {
    return { problem: zoneFailure(error).message }
  }
}

async function decide(
  { world }: Session,
  deployment: Deployment,
  { options, discovery }: { readonly options: ZonesOptions; readonly discovery: Discovery },
): Promise<readonly ZoneEnrolment[]> {
  const regions = discovery.zones.filter((zone) => zone !== EDGE_ZONE)
  const { name, hub, stack, caller } = deployment
  if (options.retire) {
    const place = { account: caller.account, region: hub, partition: partitionOf(caller) }
    return await retireZones(world.zones, hubOf(name, place), { regions, dryRun: options.dryRun })
  }
  if (stack === undefined && !options.enrol) return []
  const forwarding = readForwarding(requireStack(deployment), hub)
  return await enrolZones(world.zones, forwarding, { regions, dryRun: options.dryRun || !options.enrol })
}

function refuseUnknown({ unknownZones }: Discovery): void {
  if (unknownZones.length === 0) return
  throw new CommandError({
    what: `The account has no zone ${unknownZones.join(', ')}.`,
    advice: '`holdfast zones` shows those that it has; a region must be enabled for the account first.',
    ending: 'usage',
  })
}
