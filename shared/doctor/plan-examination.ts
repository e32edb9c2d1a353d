import type { Caller } from '../aws/caller.ts'
import type { Clock, ObjectStore, Stack, StacksApi } from '../ports.ts'
import { EDGE_ZONE } from '../zones/compare-zones.ts'
import type { RulesDoor } from '../zones/enrol.ts'
import { accountGrants, regionGrants, vaultGrants } from './capture-grants.ts'
import { checkClock } from './check-clock.ts'
import { checkAlerts, checkDeadLetters, checkMapping } from './check-delivery.ts'
import { judgeDeployment } from './check-deployment.ts'
import { checkForwarding } from './check-forwarding.ts'
import { checkPermissions } from './check-permissions.ts'
import { checkQuotas } from './check-quotas.ts'
import { checkSchedules } from './check-schedules.ts'
import { checkTrail } from './check-trail.ts'
import { checkBucket, checkVault } from './check-vault.ts'
import type { DoctorDoor } from './doctor-ports.ts'
import type { Check } from './examine.ts'
import type { CheckName, Finding } from './finding.ts'
import { unknown } from './finding.ts'
import { deployCommand } from './mend.ts'
import type { ProbeSources } from './probe-permissions.ts'
import { probePermissions } from './probe-permissions.ts'

/** What the checks look through. */
export interface DoctorPorts extends RulesDoor {
  readonly doctor: DoctorDoor
  readonly openStacks: (region: string) => Pick<StacksApi, 'listResources'>
  readonly openZone: (region: string) => ProbeSources
  readonly openStore: (address: string) => ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

/** What is examined. */
export interface Patient {
  readonly caller: Pick<Caller, 'account' | 'principal'>
  readonly stackName: string
  /** Where the deployment is, or would be. */
  readonly hub: string
  /** `undefined`: there is no deployment. */
  readonly stack: Stack | undefined
  readonly zones: readonly string[]
  /** Address of the vault, where one is known. */
  readonly vault: string | undefined
}

/** Every check that makes sense: first those of the hub, then those of each zone. */
export function planExamination(ports: DoctorPorts, patient: Patient): readonly Check[] {
  return [
    ...hubChecks(ports, patient),
    ...vaultChecks(ports, patient),
    { ...at('clock', patient.hub), look: () => checkClock(patient.hub, ports.doctor, ports.clock) },
    ...accountChecks(ports, patient),
    ...patient.zones.flatMap((zone) => zoneChecks(ports, patient, zone)),
  ]
}

function at(check: CheckName, zone: string) {
  return { check, zone }
}

const HUB_CHECKS = ['queue-mapping', 'dead-letters', 'alerts', 'schedules'] as const

function hubChecks(ports: DoctorPorts, patient: Patient): readonly Check[] {
  const { stack, hub } = patient
  if (stack === undefined) return notDeployed(patient, hub, ['deployment', ...HUB_CHECKS])
  const delivery = { api: ports.doctor.openDelivery(hub), stack, hub }
  return [
    { ...at('deployment', hub), look: async () => [judgeDeployment(stack, hub)] },
    { ...at('queue-mapping', hub), look: () => checkMapping(delivery) },
    { ...at('dead-letters', hub), look: () => checkDeadLetters(delivery) },
    { ...at('alerts', hub), look: () => checkAlerts(delivery) },
    { ...at('schedules', hub), look: () => checkSchedules(delivery, ports.openStacks(hub)) },
  ]
}

function vaultChecks(ports: DoctorPorts, { vault, hub, stack }: Patient): readonly Check[] {
  if (vault === undefined) {
    const what = 'No vault is named, and no deployment names one: use --vault.'
    return [fixed(unknown(at('vault', hub), what))]
  }
  const reading = { ...at('vault', hub), look: () => checkVault(hub, ports.openStore(vault)) }
  if (!vault.startsWith('s3:')) return [reading]
  // The deployment's key belongs to the deployment's vault, not to another that was named.
  const keyArn = vault === stack?.outputs['VaultUrl'] ? stack.outputs['VaultKeyArn'] : undefined
  const look = () => checkBucket(hub, vault, { buckets: ports.doctor.openBuckets(hub), keyArn })
  return [reading, { ...at('vault-bucket', hub), look }]
}

/** Permissions that are the same in every region: IAM's own, and those on the vault. */
function accountChecks(ports: DoctorPorts, patient: Patient): readonly Check[] {
  const { hub, vault } = patient
  const { partition, account, principalArn } = captorOf(patient)
  const bucket = vault?.startsWith('s3:') === true ? vaultGrants(partition, vault) : []
  const grants = [...accountGrants({ partition, account }), ...bucket]
  const captor = { principalArn, zone: hub, region: hub }
  const look = () =>
    checkPermissions(ports.doctor.openPermissions(hub), captor, grants, proberOf(ports, patient, hub))
  return [{ ...at('permissions', hub), look }]
}

function zoneChecks(ports: DoctorPorts, patient: Patient, zone: string): readonly Check[] {
  const deployed = { stackName: patient.stackName, hub: patient.hub }
  const trail = { ...at('trail', zone), look: () => checkTrail(ports.doctor, zone, deployed) }
  if (zone === EDGE_ZONE) return [trail]
  return [trail, ...regionChecks(ports, patient, zone)]
}

function regionChecks(ports: DoctorPorts, patient: Patient, zone: string): readonly Check[] {
  const { stack, hub } = patient
  const { partition, account, principalArn } = captorOf(patient)
  const grants = regionGrants({ partition, account, region: zone })
  const captor = { principalArn, zone, region: zone }
  const askIam = () =>
    checkPermissions(ports.doctor.openPermissions(hub), captor, grants, proberOf(ports, patient, zone))
  const forwarding =
    stack === undefined
      ? notDeployed(patient, zone, ['forwarding'])
      : [{ ...at('forwarding', zone), look: () => checkForwarding(ports, zone, { stack, hub }) }]
  return [
    ...forwarding,
    { ...at('permissions', zone), look: askIam },
    { ...at('quotas', zone), look: () => checkQuotas(zone, hub, ports.doctor.openLimits(zone)) },
  ]
}

/** Who captures: on-change under its role or, without a deployment, the caller by hand. */
function captorOf({ caller, stack }: Patient) {
  const partition = caller.principal.split(':')[1] ?? 'aws'
  const principalArn = stack?.outputs['OnChangeRoleArn'] ?? caller.principal
  return { partition, account: caller.account, principalArn }
}

/** Only what the caller does himself can be tried. */
function proberOf(ports: DoctorPorts, { stack }: Patient, zone: string) {
  return stack === undefined ? () => probePermissions(ports.openZone(zone), zone) : undefined
}

function notDeployed(patient: Patient, zone: string, checks: readonly CheckName[]): readonly Check[] {
  const what = `Not looked at: there is no deployment ${patient.stackName} in ${patient.hub}.`
  return checks.map((check) => fixed(unknown(at(check, zone), what, deployCommand(patient))))
}

function fixed(finding: Finding): Check {
  return { check: finding.check, zone: finding.zone, look: async () => [finding] }
}
