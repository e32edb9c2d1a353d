import { Command } from 'commander'
import * as z from 'zod'
import { examine } from '../../shared/doctor/examine.ts'
import type { Finding } from '../../shared/doctor/finding.ts'
import { unknown } from '../../shared/doctor/finding.ts'
import { deployOnce } from '../../shared/doctor/mend.ts'
import { deployedOf, planExamination } from '../../shared/doctor/plan-examination.ts'
import { compareZones } from '../../shared/zones/compare-zones.ts'
import { deployedFilter } from '../../shared/zones/zone-filter.ts'
import { zoneFailure } from '../../shared/zones/zone-failure.ts'
import type { Deployment } from '../deployment.ts'
import { deploymentOptions, findDeployment } from '../deployment.ts'
import { doctorText } from '../doctor-text.ts'
import { severalOf, zoneName } from '../options.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const DoctorOptions = z.object({
  zone: z.array(z.string()).default([]),
  stack: z.string().optional(),
  hub: z.string().optional(),
})
type DoctorOptions = z.infer<typeof DoctorOptions>

export function doctorCommand(perform: Perform): Command {
  const command = new Command('doctor')
    .summary('check what the promises rest on')
    .description(
      'Looks, zone by zone, at everything that must be true for changes to be captured and restores to work: trails, rules, queue, alerts, schedules, vault, permissions, quotas, clock. Changes nothing. Ends with 0 when all is well, with 3 when not; each finding comes with the command that mends it.',
    )
    .option('--zone <zone>', 'only this zone; may be given several times', severalOf(zoneName))
  for (const option of deploymentOptions()) command.addOption(option)
  return command.action((options: unknown) =>
    perform((session) => doctor(session, DoctorOptions.parse(options))),
  )
}

async function doctor(session: Session, options: DoctorOptions): Promise<CommandResult> {
  const { world } = session
  const deployment = await findDeployment(world, options)
  const { caller, name: stackName, hub, stack } = deployment
  const { zones, findings: first } = await findZones(session, deployment, options)
  const vault = session.namedVault() ?? stack?.outputs['VaultUrl']
  const ports = {
    doctor: await world.doctor(),
    openRules: world.zones.openRules,
    openStacks: world.zones.openStacks,
    openZone: world.aws.openZone,
    openStore: world.openStore,
    clock: world.clock,
  }
  const vaultZone = (vault === undefined ? undefined : await world.regionOf(vault)) ?? hub
  const patient = { caller, stackName, hub, stack, zones, vault, vaultZone }
  const progress = session.progress('checks')
  const looks = examine(planExamination(ports, patient), progress.update)
  const found = [...first, ...(await looks.finally(progress.stop))]
  const findings = deployOnce(found, deployedOf(patient))
  const well = findings.every(({ state }) => state === 'ok')
  return {
    ending: well ? 'done' : 'partly',
    json: { stack: stackName, hub, deployed: stack !== undefined, findings },
    text: (style) => doctorText(style, findings),
  }
}

/** The zones to look at: those that are named, or those that the runs of the deployment look at. Without the list of regions those that are named are looked at, or the hub's. */
async function findZones(
  { world }: Session,
  { hub, stack }: Deployment,
  { zone: zones }: DoctorOptions,
): Promise<{ readonly zones: readonly string[]; readonly findings: readonly Finding[] }> {
  const place = { check: 'regions', zone: hub } as const
  try {
    const enabled = await world.zones.openRegions(hub).listEnabled()
    const found = compareZones(
      enabled,
      [],
      zones.length > 0 ? { zones } : deployedFilter(stack?.parameters ?? {}),
    )
    const findings = found.unknownZones.map((zone) =>
      unknown({ check: 'regions', zone }, 'The account has not enabled this region.', enableCommand(zone)),
    )
    return { zones: found.zones, findings }
  } catch (error) {
    const what = `The regions of the account could not be listed: ${zoneFailure(error).message}`
    return { zones: zones.length === 0 ? [hub] : zones, findings: [unknown(place, what)] }
  }
}

function enableCommand(region: string): string {
  return `aws account enable-region --region-name ${region}`
}
